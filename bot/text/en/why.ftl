# Why somebody was told, and what comes next.
why = { $ref } · task { $number }{ $agency ->
    [none] {""}
   *[other] {" "}· { $agency }
}{ $due ->
    [none] {""}
   *[other] {" "}· due { $due }
}{ $state ->
    [none] {""}
   *[other] {" "}· { $state }
}{ $rule ->
    [none] {""}
   *[other] {"\u000A"}{ $rule }
}{ $told ->
    [none] {"\u000A"}Nobody has been told yet.
   *[other] {"\u000A"}{ $earlier ->
        [none] Told:
       *[other] Told, after { $earlier } earlier:
    }{"\u000A"}{ $told }
}{ $next ->
    [none] {""}
   *[other] {"\u000A"}Next: { $next }
}
why-rule = { $text ->
    [none] Its time is a { $basis ->
        [rule] rule
       [guide] guide
       *[default] default
    }
   *[other] { $text } ({ $basis })
}{ $source ->
    [none] .
   *[other] : { $source }.
}{ $unsure ->
    [none] {""}
    [duty] {" "}The duty itself is to be confirmed.
   *[number] {" "}The number is to be confirmed.
}
why-taken = taken by { $by } until { $until }
why-blocked = waits for { $agency ->
    [none] another agency
   *[other] { $agency }
}
why-fallen = { $how ->
    [withdrawn] withdrawn { $at }, not needed any more
   *[other] not needed, since { $at }
}{ $because ->
    [none] {""}
   *[other] : { $because }
}
why-waits = waits for { $tasks ->
    [none] { $fields ->
        [none] its time
       *[other] { $fields }
    }
   *[other] { $tasks }{ $fields ->
        [none] {""}
       *[other] {" "}and { $fields }
    }
}
why-over = { $how ->
    [dropped] dropped
   *[done] done
} { $at }
why-told = { $at } · { $telling ->
    [reminder] reminder,{" "}
    [expired] take ran out,{" "}
    [repeat] again,{" "}
    [chase] ask again,{" "}
   *[level] {""}
}{ $kind ->
    [owner] agency
    [deputy] deputy
    [lead_agency] lead agency
    [task_force_lead] lead
    [committee] committee
    [spoc] contact across the border
   *[taker] taker
} · { $person ->
    [none] no one
   *[other] { $person }
} · { $came ->
    [sent] sent, no answer yet
    [taken] sent, taken
    [withdrawn] withdrawn before it was sent
    [passed-frozen] not told: security keys changed
    [passed-no-chat] not told: no chat with me
    [passed-absent] not told: away
    [passed-empty] not told: no one has this place
   *[recorded] recorded, not sent yet
}
why-whom = { $kind ->
    [owner] the agency
    [deputy] its deputy
    [lead_agency] the lead agency
    [task_force_lead] the lead
    [spoc] the contact across the border
   *[committee] the committee
}
why-held = { $until ->
    [none] on standby
   *[other] held by the recovery period until { $until }
}
why-lapsed = lapsed { $at }
why-ends = ends by itself
why-next = { $what ->
    [reminder] reminder
    [chase] ask again
    [take] the take ends
   *[level] { $whom ->
        [none] the next level
       *[other] { $whom }
    }
} { $at }{ $what ->
    [take] { $whom ->
        [none] {""}
       *[other] , then { $whom }
    }
   *[other] {""}
}.
