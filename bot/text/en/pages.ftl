# The pager: at most three lines, safe in full on a lock screen: reference, number, agency, time, words to answer.
answer-as-owner = <b>{ $handle }</b>: <c>!take { $handle } 1h</c> · <c>!later { $handle } 4h court</c> · <c>!done { $handle }</c>
answer-as-lead = <b>{ $handle }</b>: <c>!take { $handle } 1h</c> · <c>!give { $handle } …</c> · <c>!call { $handle }</c>
answer-as-other = <b>{ $handle }</b>: <c>!take { $handle } 1h</c> · <c>!call { $handle }</c> · <c>!why { $handle }</c>
answer-to-lapse = <b>{ $handle }</b>: <c>!renew { $handle }</c> · <c>!take { $handle } 1h</c> · <c>!done { $handle }</c>

no-answer = { $whom ->
    [lead] No answer from the leads since { $since }.
    [owner] No answer from { $agency ->
        [none] the agency
       *[other] { $agency }
    } since { $since }.
    [owner-alone] No answer from { $agency ->
        [none] the agency
       *[other] { $agency }
    } since { $since }; no deputy can be reached.
    [deputy-alone] No answer from the deputy of { $agency ->
        [none] the agency
       *[other] { $agency }
    } since { $since }; no one else there can be reached.
    [deputy] No answer from the deputy of { $agency ->
        [none] the agency
       *[other] { $agency }
    } since { $since }.
   *[both] No answer from { $agency ->
        [none] the agency
       *[other] { $agency }
    } and its deputy since { $since }.
}
went-past = { $whom ->
    [task_force_lead] { $empty ->
        [yes] The task force has no lead now
       *[no] No lead can be reached now
    }
    [committee] { $empty ->
        [yes] The committee has no one now
       *[no] No one of the committee can be reached now
    }
    [deputy] { $agency ->
        [none] The agency
       *[other] { $agency }
    } has no deputy { $empty ->
        [yes] now
       *[no] who can be reached now
    }
   *[other] { $agency ->
        [none] The agency
       *[other] { $agency }
    } has no one { $empty ->
        [yes] here now
       *[no] who can be reached now
    }
}; this went straight on.
take-ran-out = Taken until { $until }{ $by ->
    [none] {""}
   *[other] {" "}by { $by }
}, not yet done.
page-waits-for-you = It waits for you.
page-waits-for = It waits for { $agency ->
    [none] another agency
   *[other] { $agency }
}.
was-down = I could not work from { $since } to { $until }. What you sent meanwhile is being read now.

page-late = { $ref } · task { $number }{ $agency ->
    [none] {""}
   *[other] {" "}· { $agency }
} · { $now ->
    [yes] due now
   *[no] { $late } late
} · { $priority }{ $why ->
    [none] {""}
   *[other] {"\u000A"}{ $why }
}
    { $answer }
page-soon = { $ref } · task { $number }{ $agency ->
    [none] {""}
   *[other] {" "}· { $agency }
} · due { $at }, in { $left }
    { $answer }
page-take-over = { $ref } · task { $number } · taken by you until { $until }, not yet done.{ $told ->
    [none] {""}
    [committee] {"\u000A"}The committee has been told now.
    [lead] {"\u000A"}The lead has been told now.
   *[owner] {"\u000A"}The agency has been told now.
}
    Need longer? <c>!take { $handle } 1h</c> · <c>!done { $handle }</c>
page-chase = { $ref } · task { $number }{ $agency ->
    [none] {""}
   *[other] {" "}· { $agency }
} · waits for an outside decision
    Please ask again and note it here.
    <b>{ $handle }</b>: <c>!chase { $handle }</c> · <c>!done { $handle }</c>
page-watch-late = { $ref } · task { $number }{ $agency ->
    [none] {""}
   *[other] {" "}· { $agency } keeps asking
}
    An outside decision was expected by { $by }.
    { $answer }
page-lapses = { $ref } · task { $number }{ $agency ->
    [none] {""}
   *[other] {" "}· { $agency }
} · lapses { $at }, in { $left }
    { $answer }
page-lapsed = { $ref } · task { $number }{ $agency ->
    [none] {""}
   *[other] {" "}· { $agency }
} · lapsed { $at }
    { $answer }

late-piece = <b>{ $handle }</b> ({ $late })
soon-piece = <b>{ $handle }</b> (in { $left })
chase-piece = <b>{ $handle }</b>
take-piece = <c>!take { $handle } 1h</c>
page-several = { $down ->
    [none] { $count ->
        [1] 1 task is late: { $head }
       *[other] { $count } tasks are late: { $head }
    }
   *[other] { $down } Late: { $head }
}{ $rest ->
    [none] {""}
   *[other] , { $rest }
}{ $more ->
    [none] .
   *[other] {" "}and { $more } more: <c>!mine</c>.
}{ $soon ->
    [none] {""}
   *[other] {"\u000A"}Due soon: { $soon }.
}{ $chase ->
    [none] {""}
   *[other] { $soon ->
        [none] {"\u000A"}Ask again outside: { $chase }.
       *[other] {" "}Ask again outside: { $chase }.
    }
}{ $lapsed ->
    [none] {""}
   *[other] {" "}Lapsed: { $lapsed }.
}{ $expected ->
    [none] {""}
   *[other] {" "}Not decided outside yet: { $expected }.
}
    { $all ->
    [0] P1: { $urgent }
    [1] <c>!take { $first } 1h</c>{ $urgent ->
        [none] {""}
       *[other] {" "}· P1: { $urgent }
    }
   *[other] <c>!take all 1h</c>.{ $urgent ->
        [none] {""}
       *[other] {" "}P1 is not among them: { $urgent }
    }
}
page-ahead = { $soon ->
    [none] {""}
   *[other] Due soon: { $soon }.
}{ $lapsed ->
    [none] {""}
   *[other] { $soon ->
        [none] {""}
       *[other] {" "}
    }Lapsed: { $lapsed }.
}{ $chase ->
    [none] {""}
   *[other] { $soon ->
        [none] { $lapsed ->
            [none] {""}
           *[other] {" "}
        }
       *[other] {" "}
    }Ask again outside: { $chase }.
}{ $expected ->
    [none] {""}
   *[other] { $soon ->
        [none] { $lapsed ->
            [none] { $chase ->
                [none] {""}
               *[other] {" "}
            }
           *[other] {" "}
        }
       *[other] {" "}
    }Not decided outside yet: { $expected }.
}
    One of them: its number after <c>!done</c>, <c>!later</c> or <c>!why</c>. All: <c>!mine</c>.

nobody-reached = { $ref } · task { $number }{ $agency ->
    [none] {""}
   *[other] {" "}· { $agency }
} · late, and I can reach nobody who should hear of it. Please phone them. I try again every { $again }.
not-delivered = { $ref } · task { $number } · my message to { $person } cannot be delivered ({ $code }). Please phone.
lead-needed = { $ref ->
    [none] Something waits
   *[other] { $ref } waits
} for a lead of { $force }, and I can reach none. Please phone one, or name another in the directory.
page-refused = { $ref } · the homeserver does not deliver a page of mine ({ $code }). The leads hear whose it is.
priority-fell = { $ref } · P2 now: no lead confirmed P1 in time. A lead can set it: <c>!case priority { $ref } P1</c>
