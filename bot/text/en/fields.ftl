# Fields, stages, and what follows from them by itself.
please-look = { $ref }: please have a look{ $tasks ->
    [none] {""}
   *[other] {" "}at task { $tasks }
}{ $fields ->
    [none] {""}
   *[other] { $tasks ->
        [none] {" "}at { $fields }
       *[other] {" "}and { $fields }
    }
}: its procedure asks for a lead. <c>!list { $ref }</c>
offer-line = <c>!case open { $template } from { $ref }</c>
offer-cases = { $ref }: its procedure offers another case, linked to this one.{ $lines ->
    [none] {""}
   *[other] {"\u000A"}{ $lines }
}
events-chase = Events of <c>{ $template }</c> (version { $version }) set off each other without end. I stopped them in { $ref }; its tasks and deadlines go on. The procedure has to be changed: <c>!workflow show { $template }</c>
asked-in = { $ref }: { $agency } is { $here ->
    [yes] {""}
   *[no] asked in as{" "}
}{ $role }{ $here ->
    [yes] {" "}as well
   *[no] {""}
} ({ $people ->
    [none] nobody
   *[other] { $people }
}): its first task begins.
follows = { $started ->
    [none] {""}
   *[other] {"\u000A"}{ $started }
}{ $more ->
    [0] {""}
   *[other] {"\u000A"}and { $more } more begin: <c>!list</c>
}{ $moved ->
    [none] {""}
   *[other] {"\u000A"}New due times: { $moved }.
}{ $past ->
    [none] {""}
   *[other] {"\u000A"}<b>Already past</b>: { $past }.
}{ $not_needed ->
    [none] {""}
   *[other] {"\u000A"}Not needed then: { $not_needed }.
}{ $waiting ->
    [none] {""}
   *[other] {"\u000A"}Waiting again: { $waiting }.
}{ $asked ->
    [none] {""}
   *[other] {"\u000A"}Asked in: { $asked }.
}{ $hidden ->
    [0] {""}
   *[other] {"\u000A"}In the support-only room: { $hidden } more changed.
}
field-set = { $ref ->
    [none] {""}
   *[other] { $ref } · {""}
}{ $label }: { $value ->
    [none] <b>{ $since ->
        [none] {""}
       *[other] { $since }
    }</b>
   *[other] <b>{ $value }</b>{ $since ->
        [none] {""}
       *[other] , since { $since }
    }
}.{ $watch ->
    [none] {""}
   *[other] {" "}Task { $watch } is done with it.
} Wrong? <c>!undo</c> until { $undo_until }, later <c>{ $correct }</c>.{ $follows ->
    [none] {""}
   *[other] { $follows }
}
field-was-set = { $label }: { $value ->
    [none] { $since ->
        [none] nothing is known of it any more
       *[other] <b>{ $since }</b>
    }
   *[other] <b>{ $value }</b>{ $since ->
        [none] {""}
       *[other] , since { $since }
    }
}.{ $by ->
    [none] {""}
   *[other] {" "}Set by { $by }.
}
field-unset = { $ref ->
    [none] {""}
   *[other] { $ref } · {""}
}{ $label }: nothing is known of it any more. Wrong? <c>{ $form }</c>{ $follows ->
    [none] {""}
   *[other] { $follows }
}
field-shown = { $label }: { $value ->
    [none] { $since ->
        [none] nothing is known yet
       *[other] <b>{ $since }</b>
    }
   *[other] <b>{ $value }</b>{ $since ->
        [none] {""}
       *[other] , since { $since }
    }
}{ $by ->
    [none] {""}
   *[other] {" "}(set by { $by })
}.{ $values ->
    [none] {""}
   *[other] {"\u000A"}It may be: { $values }.
}{ $who ->
    [none] {""}
   *[other] {"\u000A"}Set by: { $who }, or a lead.
}
    <c>{ $form }</c>
field-line = <b>{ $name }</b> { $label }: { $value ->
    [none] { $since ->
        [none] not known
       *[other] { $since }
    }
   *[other] { $value }{ $since ->
        [none] {""}
       *[other] , since { $since }
    }
}
field-list = <b>{ $name }</b>
    { $fields ->
    [none] {""}
   *[other] { $fields }
}{ $more ->
    [0] {""}
   *[other] {"\u000A"}and { $more } more
}
    <c>{ $form }</c>
no-fields = The procedure of this case has nothing to set.
no-such-field = This case has no <c>{ $typed }</c>.{ $near ->
    [none] {""}
   *[other] {" "}Did you mean <c>!set { $near }</c>?
}{ $names ->
    [none] {""}
   *[other] {" "}It has: { $names }.
}
not-a-value = { $kind ->
    [count] <c>{ $typed }</c> is not a number from { $least } to { $most }. Try <c>{ $form }</c>.
    [moment] <c>{ $typed }</c> is not a time. Try <c>{ $form }</c>.
   *[other] { $label } cannot be <c>{ $typed }</c>{ $values ->
        [none] : the directory names nothing that it may be.
       *[other] . One of: { $values }. Try <c>{ $form }</c>.
    }
}
bad-field-time = { $code ->
    [future] That is still to come: since when is it true? Try <c>{ $form }</c>.
    [negative] That is still to come: since when is it true? Try <c>{ $form }</c>.
    [too-long-ago] That is more than half a year ago. Try <c>{ $form }</c>.
    [no-clock] At what time? Try <c>{ $form }</c>.
    [no-such-day] There is no such day: <c>{ $typed }</c>. Try <c>{ $form }</c>.
   *[other] <c>{ $typed }</c> is not a time. Try <c>{ $form }</c>.
}
same-value = { $label } is { $value ->
    [none] { $since ->
        [none] known
       *[other] { $since }
    }{" "}already
   *[other] { $value } already{ $since ->
        [none] {""}
       *[other] , since { $since }
    }
}. Nothing changed.
nothing-known = Nothing is known of { $label } yet. Nothing changed.
only-roles-set = { $label } is set by { $who ->
    [none] a lead
   *[other] { $who }, or a lead
}. Nothing changed.
field-undone = { $ref ->
    [none] {""}
   *[other] { $ref } · {""}
}{ $label }: { $value ->
    [none] { $since ->
        [none] nothing is known of it, as before
       *[other] <b>{ $since }</b> again
    }
   *[other] <b>{ $value }</b> again
}. What hung on it is put back too.
lane-line = { $lane ->
    [support] Support
   *[justice] Justice
}: <b>{ $stage }</b>{ $stages ->
    [none] {""}
   *[other] {" "}({ $stages })
}
stages-shown = { $ref ->
    [none] {""}
   *[other] { $ref }{"\u000A"}
}{ $lanes ->
    [none] This case has no stages.
   *[other] { $lanes }
}{ $form ->
    [none] {""}
   *[other] {"\u000A"}A lead moves one: <c>{ $form }</c>
}
stage-moved = { $ref ->
    [none] {""}
   *[other] { $ref } · {""}
}{ $lane ->
    [support] Support
   *[justice] Justice
} is at <b>{ $stage }</b> now{ $was ->
    [none] {""}
   *[other] , after { $was }
} ({ $by }).
    Reason: { $reason }
same-stage = { $lane ->
    [support] Support
   *[justice] Justice
} is at { $stage } already. Nothing changed.
not-a-stage = There is no stage <c>{ $typed }</c> here.{ $lanes ->
    [none] {""}
   *[other] {"\u000A"}{ $lanes }
}
    Try <c>{ $form }</c>.
