# A case and its people: who is asked and removed, its end, how it stands.
asked = { $ref } · { $people ->
    [none] nobody
   *[other] { $people }
} of { $agency } { $role ->
    [none] {""}
   *[other] asked in as { $role }
}.{ $was_left_out ->
    [yes] {" "}They had been left out until now.
   *[no] {""}
}
request-passed-on = { $told ->
    [yes] I have asked the lead for { $agency }; no need to repeat it.
   *[no] Only a lead can agree to { $agency }, and no lead can be told now. Please phone one.
}
approval-wanted = { $ref } · { $by } asks for { $agency }{ $person ->
    [none] {""}
   *[other] {" "}({ $person })
}: { $why }.{ $was_left_out ->
    [yes] {" "}<b>They were left out on purpose.</b>
   *[no] {""}
}
    To agree: <c>!{ $command } why { $why }</c>. Otherwise nothing happens.
needs-why = Please say why they are needed: <c>{ $example }</c>
already-here = { $agency } is here already{ $people ->
    [none] .
   *[other] : { $people }.
}
not-in-task-force = { $agency } is not in this task force, so it cannot be asked.
nobody-of-agency = Nobody of { $agency } can be asked now. Please phone them.
not-a-seat = { $person ->
    [none] { $agency ->
        [none] They have no place in this case.
       *[other] { $agency } has no place in this case.
    }
   *[other] { $person } has no place in this case.
} Nothing changed. Who is here: <c>!who</c>.
lead-agency-stays = { $agency } leads this case and cannot be removed from it. To remove one person instead, mention them: <c>!case remove @…</c>
removed = { $ref } · removed: { $people ->
    [none] nobody
   *[other] { $people }
}{ $agency ->
    [none] {""}
   *[other] {" "}({ $agency })
}. I do not ask them again unless a lead types <c>!case invite { $ref } …</c>.{ $tasks ->
    [none] {""}
   *[other] {" "}{ $owner ->
        [none] Still with the agency, held by no one
       *[other] With { $owner } now
    }: { $tasks }.
}{ $cover ->
    [none] {""}
   *[other] {" "}Asked instead: { $cover }.
}
you-were-removed = { $ref } · { $lead } has taken you out of this case. You have nothing to do there any more.
only-a-lead = Only a lead can { $verb ->
    [close] close a case.
    [reopen] reopen a case.
    [upgrade-workflow] let a case take up another version of its workflow.
    [remove] remove somebody.
   *[priority] change the priority; anyone can set P1.
} { $told ->
    [yes] I have passed your request on; no need to repeat it.
   *[no] No lead can be told now; please phone one.
}
lead-is-asked = { $ref } · { $by } asks you to { $verb ->
    [close] close it
    [reopen] reopen it
    [upgrade-workflow] let it take up the live version of its workflow
    [remove] remove somebody
   *[priority] change its priority
}.
    <c>!{ $command }</c>

open-task = { $number } ({ $agency })
close-all-the-same = { $count ->
    [1] 1 task is
   *[other] { $count } tasks are
} open{ $tasks ->
    [none] .
   *[other] :{"\u000A"}{ $tasks }
}
    To close { $ref } all the same, type <c>!confirm { $code }</c> within 10 minutes. Afterwards the room is read-only (<c>case reopen { $ref }</c> in your direct chat); members leave it on { $leave }.
case-closed = { $ref } is closed. The room is read-only now: <c>case reopen { $ref }</c> in your direct chat. Members leave it on { $leave }.{ $open ->
    [0] {""}
    [1] {" "}1 task stays as it was; nobody is reminded of it.
   *[other] {" "}{ $open } tasks stay as they were; nobody is reminded of them.
}
already-closed = { $ref } is closed already. <c>!case reopen { $ref }</c> in your direct chat.
not-closed = { $ref } is open. Nothing changed.
case-reopened = <b>{ $name }</b> is open again.{ $tasks ->
    [none] {""}
   *[other] {" "}Open tasks: { $tasks }.
}{ $late ->
    [0] {""}
   *[other] {" "}Late now: { $late }.
}
nothing-to-confirm = There is nothing to confirm, or it was more than ten minutes ago. Please type the command again.
wrong-code = <c>{ $typed }</c> is not the code that I showed. Nothing changed.

priority-set = { $ref } · { $confirmed ->
    [yes] { $priority } confirmed by { $by }.
   *[no] { $priority } now, { $was } before; set by { $by }.{ $confirm ->
        [none] {""}
       *[other] {" "}A lead confirms it by { $confirm }, else it becomes P2.
    }
}
same-priority = { $ref } is { $priority } already.
case-status = <b>{ $name }</b> · { $priority } · { $state ->
    [opening] its room is being made
    [open] open
   *[closed] closed
} since { $since }
    { $lanes ->
    [none] Stage: { $stage }
   *[other] { $lanes }
}. Lead: { $lead }.
    Done { $done } of { $all }.{ $late ->
    [0] {" "}None late.
   *[other] {" "}<b>Late: { $late }.</b>
}{ $next ->
    [none] {""}
   *[other] {" "}Next { $next }.
}{ $absent ->
    [none] {""}
   *[other] {"\u000A"}Not here yet: { $absent }.
}{ $unfilled ->
    [none] {""}
   *[other] {"\u000A"}No one yet: { $unfilled }.
}{ $confirm ->
    [none] {""}
   *[other] {"\u000A"}A lead has to confirm P1 by { $confirm }.
}{ $closed ->
    [none] {""}
   *[other] {"\u000A"}Closed { $closed }.
}
case-line = <b>{ $name }</b> · { $priority } · { $state ->
    [closed] closed
    [opening] opening
   *[open] { $late ->
        [0] none late
       *[other] <b>{ $late } late</b>
    }, { $open } open
}{ $next ->
    [none] {""}
   *[other] , next { $next }
}
case-list = { $cases ->
    [none] No open case.
   *[other] { $cases }
}{ $more ->
    [0] {""}
   *[other] {"\u000A"}And { $more } more.
}{ $closed ->
    [0] {""}
   *[other] {"\u000A"}Closed and not shown: { $closed }.
}
no-cases = There is no open case that you can see.{ $closed ->
    [0] {""}
   *[other] {" "}Closed: { $closed }.
}
who-line = { $person }{ $agency ->
    [none] {""}
   *[other] {" "}· { $agency }
} · { $role } · { $state ->
    [joined] here
    [invited] invited
    [out] not invited yet
    [declined] declined the invitation
    [left] left
   *[blocked] cannot be invited
}{ $at ->
    [none] {""}
   *[other] {" "}{ $at }
}{ $asked_by ->
    [none] {""}
   *[other] {" "}· asked for by { $asked_by }
}
who-is-here = <b>{ $name }</b> · { $kind ->
    [support] support-only room. These people read here:
   *[joint] These people read here:
}{ $people ->
    [none] {" "}nobody yet.
   *[other] {"\u000A"}{ $people }
}{ $more ->
    [0] {""}
   *[other] {"\u000A"}And { $more } more.
}{ $unfilled ->
    [none] {""}
   *[other] {"\u000A"}No one yet: { $unfilled }.
}
