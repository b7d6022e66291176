# The board of a case, lists of tasks, and one task whole. What may stay holds absolute times only.
board = { $late ->
    [0] Nothing late
   *[other] { $late } late
}{ $next ->
    [none] {""}
   *[other] , next { $next }
} · <b>{ $name }</b> · { $priority } · as of { $at } ({ $zone })
    { $closed ->
    [yes] Closed. {""}
   *[other] {""}
}{ $lanes ->
    [none] Stage: { $stage }
   *[other] { $lanes }
}. Lead: { $lead }.{ $clocks ->
    [none] {""}
   *[other] {"\u000A"}{ $clocks }
}
    { $tasks ->
    [none] No open task.
   *[other] { $tasks }
}{ $more ->
    [0] {""}
   *[other] {"\u000A"}and { $more } more: <c>!list</c>
}{ $waiting ->
    [none] {""}
   *[other] {"\u000A"}Not begun: { $waiting }.
}
    Done { $done } of { $of }.{ $elsewhere ->
    [0] {""}
   *[other] {" "}In the support-only room: { $elsewhere } open.
}{ $missing ->
    [none] {""}
   *[other] {" "}Not here yet: { $missing }.
}{ $unfilled ->
    [none] {""}
   *[other] {" "}No one yet: { $unfilled }.
}
lane-at = { $lane ->
    [support] Support
   *[justice] Justice
}: { $stage }
banner-line = { $task ->
    [none] {""}
   *[other] <b>{ $task }</b>{" "}
}{ $text }{ $unsure ->
    [yes] {" "}(to be confirmed)
   *[no] {""}
}
waiting-for = { $count } { $count ->
    [one] waits
   *[other] wait
} for { $label }
board-task = <b>{ $number }</b> { $title } · { $owner }{ $watch ->
    [yes] {" "}watches
   *[other] {""}
}{ $late ->
    [yes] { $due ->
        [none] {""}
       *[other] {" "}· <b>late since { $due }</b>
    }
   *[other] { $due ->
        [none] {""}
       *[other] { $lapsed ->
            [yes] {" "}· <b>lapsed since { $due }</b>
           *[no] { $clock ->
                [watch] {" "}· expected by { $due }
                [expiry] {" "}· lapses { $due }
                [protected] {" "}· until { $due }
               *[other] {" "}· due { $due }
            }
        }
    }
}{ $held ->
    [period] {" "}· may not be asked for now
    [standby] {" "}· on standby
   *[none] {""}
}{ $taken_until ->
    [none] {""}
   *[other] {" "}· taken until { $taken_until }
}{ $offered ->
    [yes] {" "}· asked, not taken yet
   *[other] {""}
}{ $waits_for ->
    [none] {""}
   *[other] {" "}· waits for { $waits_for }
}{ $waits_by ->
    [none] {""}
   *[other] {" "}· waits for { $waits_by }
}{ $waits_on ->
    [none] {""}
   *[other] {" "}· waits for: { $waits_on }
}{ $no_time ->
    [none] {""}
   *[other] {" "}· no time set yet ({ $no_time })
}
not-here-yet = { $who }{ $declined ->
    [yes] {" "}(declined)
   *[other] { $invited ->
        [none] {""}
       *[other] {" "}(invited { $invited })
    }
}
task-list = <b>{ $name }</b> · as of { $at }
    { $tasks ->
    [none] No open task.
   *[other] { $tasks }
}{ $more ->
    [0] {""}
   *[other] {"\u000A"}and { $more } more: <c>!list all</c>
}{ $done ->
    [0] {""}
   *[other] {"\u000A"}Done: { $done }.
}
my-task = <b>{ $typed }</b>{ $task ->
    [none] {""}
   *[other] {" "}{ $task }
} · { $owner } · { $due ->
    [none] no due time
   *[other] { $late ->
        [yes] <b>late, due { $due }</b>
       *[other] due { $due }
    }
}{ $taken ->
    [yes] {" "}· taken
   *[other] {""}
}
my-tasks = { $late ->
    [0] Nothing of yours is late.
    [1] One of yours is late.
   *[other] { $late } of yours are late.
}{ $tasks ->
    [none] {""}
   *[other] {"\u000A"}{ $tasks }
}{ $more ->
    [0] {""}
   *[other] {"\u000A"}and { $more } more: <c>!mine all</c>
}{ $waiting ->
    [none] {""}
   *[other] {"\u000A"}Not begun yet: { $waiting }.
}
nothing-is-mine = No open task is yours.
task-shown = { $task } · { $owner }{ $watch ->
    [yes] {" "}watches
   *[other] {""}
} · { $status ->
    [runs] runs, nobody's task to do
    [waiting] not begun
    [offered] asked, not taken yet
    [open] open
    [taken] taken
    [blocked] waits for others
    [done] done
    [not-needed] not needed
    [withdrawn] withdrawn: not needed any more
   *[dropped] dropped
}{ $due ->
    [none] {""}
   *[other] { $late ->
        [yes] {" "}· <b>late, due { $due }</b>
       *[other] { $lapsed ->
            [yes] {" "}· <b>lapsed { $due }</b>
           *[no] { $clock ->
                [watch] {" "}· expected by { $due }
                [expiry] {" "}· lapses { $due }
                [protected] {" "}· until { $due }
               *[other] {" "}· due { $due }
            }
        }
    }
}{ $held ->
    [period] {" "}· may not be asked for now
    [standby] {" "}· on standby
   *[none] {""}
}
    { $title }{ $taken_by ->
    [none] {""}
   *[other] {"\u000A"}Taken by { $taken_by }{ $taken_until ->
        [none] {""}
       *[other] {" "}until { $taken_until }
    }.
}{ $waits_for ->
    [none] {""}
   *[other] {"\u000A"}Waits for { $waits_for }.
}{ $waits_by ->
    [none] {""}
   *[other] {"\u000A"}Waits for { $waits_by }.
}{ $waits_on ->
    [none] {""}
   *[other] {"\u000A"}Waits for: { $waits_on }.
}{ $no_time ->
    [none] {""}
   *[other] {"\u000A"}No time set yet: { $no_time }.
}{ $because ->
    [none] {""}
   *[other] {"\u000A"}As things stand: { $because }.
}{ $banner ->
    [none] {""}
   *[other] {"\u000A"}{ $banner }
}{ $original_due ->
    [none] {""}
   *[other] {"\u000A"}First due { $original_due }.
}{ $reason ->
    [none] {""}
   *[other] {"\u000A"}Reason: { $reason }.
}{ $result ->
    [none] {""}
   *[other] {"\u000A"}Result: { $result }.
}{ $reference ->
    [none] {""}
   *[other] {"\u000A"}Ref { $reference }.
}{ $results ->
    [none] {""}
   *[other] {"\u000A"}Ends with: { $results }.
}{ $chased ->
    [0] {""}
   *[other] {"\u000A"}Chased { $chased } times.
}{ $next_chase ->
    [none] {""}
   *[other] {"\u000A"}Next chase { $next_chase }.
}{ $renewed ->
    [0] {""}
    [1] {"\u000A"}Renewed once.
   *[other] {"\u000A"}Renewed { $renewed } times.
}{ $round ->
    [0] {""}
   *[other] {"\u000A"}Comes again once it is done; this is round { $round }.
}
    { $basis ->
    [rule] Rule
    [guide] Guidance
   *[default] Our own default, not law
}{ $rule ->
    [none] {""}
   *[other] : { $rule }
}{ $source ->
    [none] {""}
   *[other] {" "}({ $source })
}.{ $unsure ->
    [none] {""}
    [duty] {" "}The duty itself is to be confirmed.
   *[number] {" "}The number is to be confirmed.
}
because = { $label ->
    [none] task { $tasks ->
        [none] {""}
       *[other] { $tasks }
    }
   *[other] { $label }
} { $value ->
    [none] is not needed
   *[other] is { $value }
}
board-anew = The board follows, posted and pinned anew.
duty-phone = { $task } · { $agency }: { $phone }
no-duty-phone = { $task } · { $agency } has given no duty phone. Mention one of its people, or <c>!who</c>.
