# Tasks: answers to what was typed, refusals, and words to the people concerned.
task-name = { $ref ->
    [none] Task { $number }
   *[other] { $ref } · task { $number }
}
task-starts = { $held ->
    [yes] Task { $number } ({ $owner }) may not be asked for now.
   *[no] { $clock ->
        [protected] Task { $number }, the recovery period, runs{ $due ->
            [none] .
           *[other] {" "}until { $due }.
        }
       *[other] Task { $number } starts ({ $owner }){ $due ->
            [none] .
           *[other] { $clock ->
                [watch] : expected by { $due }.
                [expiry] : lapses { $due }.
               *[other] { $at_once ->
                    [yes] : now.
                   *[no] : due { $due }.
                }
            }
        }
    }
}
comes-again = Task { $number } comes again: due { $due }.
task-done = { $task } done ({ $owner }{ $result ->
    [none] {""}
   *[other] , { $result }
}{ $counts ->
    [none] {""}
   *[other] , { $counts }
}{ $reference ->
    [none] {""}
   *[other] , ref { $reference }
}). Wrong? <c>!undo</c> until { $undo_until }.{ $started ->
    [none] {""}
   *[other] {"\u000A"}{ $started }
}{ $not_needed ->
    [none] {""}
   *[other] {"\u000A"}Not needed then: { $not_needed }.
}{ $again ->
    [none] {""}
   *[other] {"\u000A"}{ $again }
}
task-taken = { $task } is yours until { $until }.
all-taken = Yours until { $until }: { $typed ->
    [none] {""}
   *[other] { $typed }
}.{ $urgent ->
    [none] {""}
   *[other] {" "}P1 is not among them: take each by its number ({ $urgent }).
}
nothing-to-take = Nothing that is late waits for you.{ $urgent ->
    [none] {""}
   *[other] {" "}P1 is never taken with all: take each by its number ({ $urgent }).
}
taken-already = Taken by { $by } until { $until }{ $just_now ->
    [yes] , a moment before you
   *[other] {""}
}. Nothing more to do.
taken-too-long = A task can be taken for { $days } days at most. For longer: <c>!later { $typed } 2w why</c>.
task-later = { $task } is now due { $due }.{ $reason ->
    [none] {""}
   *[other] {"\u000A"}Reason: { $reason }
}
only-later = A deadline can only move later here. A lead can move it earlier: <c>!due { $typed } 15:00 why</c>.
task-due = { $task } is now due { $due }.{ $lead_told ->
    [yes] {" "}The leads have been told.
   *[other] {""}
}
needs-reason = Please say why, in a few words: <c>{ $example }</c>.
task-given = { $task } is now for { $person ->
    [none] { $to }
   *[other] { $person } ({ $to })
}. They have been told.
given-to-you = { $task } is now yours, given by { $giver }.{ $due ->
    [none] {""}
   *[other] {" "}Due { $due }.
}
    <c>!take { $typed } 1h</c>
offered-to-you = { $task }: { $giver } asks you to take it on.{ $due ->
    [none] {""}
   *[other] {" "}Due { $due }.
}
    <c>!take { $typed } 1h</c> · <c>!drop { $typed } why</c>
already-theirs = { $task } is { $owner }'s already. Nothing changed.
not-in-this-case = { $agency } has nobody here. Ask for them: <c>!case invite { $typed }</c>.
task-blocked = { $task } waits for { $by }{ $number ->
    [none] {""}
   *[other] {" "}(task { $number })
}.{ $due ->
    [none] {""}
   *[other] {" "}It stays due { $due }.
} Free again: <c>!unblock { $typed }</c>.
waits-for-you = { $task } ({ $owner }) waits for you.{ $due ->
    [none] {""}
   *[other] {" "}Due { $due }.
}
    { $theirs ->
    [none] What it is: <c>!show { $typed }</c>. When your part is done, tell { $owner } in the case room.
   *[other] When yours is done: <c>!done { $theirs }</c>.
}
cannot-block-itself = { $task } cannot wait for itself or for its own agency. Name another agency or task.
task-unblocked = { $task } is free again.{ $due ->
    [none] {""}
   *[other] {" "}Due { $due }.
}
task-dropped = { $task } dropped.{ $lead_told ->
    [yes] {" "}The leads have been told.
   *[other] {""}
} Wrong? <c>!undo</c> until { $undo_until }.
    Reason: { $reason }{ $started ->
    [none] {""}
   *[other] {"\u000A"}{ $started }
}
task-reopened = { $task } is open again.{ $due ->
    [none] {""}
   *[other] {" "}Due { $due }.
}{ $lead_told ->
    [yes] {" "}The leads have been told.
   *[other] {""}
}
leads-hear = { $task } · { $move ->
    [drop] dropped
    [reopen] opened again
   *[due] due time changed
}{ $by ->
    [none] {""}
   *[other] {" "}by { $by }
}.{ $due ->
    [none] {""}
   *[other] {" "}Due { $due }.
}{ $reason ->
    [none] {""}
   *[other] {"\u000A"}Reason: { $reason }
}
task-chased = { $task }: chase { $count } recorded.{ $next ->
    [none] {""}
   *[other] {" "}Next one { $next }.
}
not-a-watch = { $task } cannot be chased: its owner does it. Only what an outside authority must do is chased.
task-added = { $task } added for { $owner }.{ $due ->
    [none] {" "}No due time; set one with <c>!due { $typed } 3wd why</c>.
   *[other] {" "}Due { $due }.
}{ $offered ->
    [yes] {" "}They take it or decline it.
   *[other] {""}
} Wrong? <c>!undo</c> until { $undo_until }.
    { $title }
move-undone = { $task }: <c>{ $verb }</c> is taken back. It is { $status ->
    [open] open
    [taken] taken
    [blocked] waiting for others
    [offered] offered
    [waiting] waiting
    [done] done
   *[dropped] dropped
} again{ $due ->
    [none] .
   *[other] , due { $due }.
}
moves-undone = { $moves ->
    [none] Undone.
   *[other] { $moves }
}
nothing-to-undo = You did nothing in the last { $minutes } minutes that can be undone. Done by mistake? <c>!reopen N why</c>
was-done = { $task } was done { $at } by { $by }. Nothing changed. <c>!reopen { $typed } why</c>
was-dropped = { $task } { $fallen ->
    [yes] is not needed as things stand
   *[no] was dropped
}. Nothing changed. <c>!reopen { $typed } why</c>
still-waits = { $task } waits { $waits_for ->
    [none] { $fields ->
        [none] until its time begins
       *[other] for: { $fields }
    }
   *[other] for { $waits_for }{ $fields ->
        [none] {""}
       *[other] {" "}and: { $fields }
    }
}. Nothing changed.{ $form ->
    [none] {""}
   *[other] {" "}<c>{ $form }</c>
}
not-blocked = { $task } waits for nobody. Nothing changed.
not-done-yet = { $task } is still open. Nothing changed.
option-result = <b>{ $choice }</b> { $result }
choose-result = { $task } is not done yet: how did it end? Answer with a number.
    { $options ->
    [none] {""}
   *[other] { $options }
    }
one-task-at-a-time = One task in each message, please. Nothing was changed. Type <c>!done { $task }</c>; if <c>{ $typed }</c> is a reference, <c>!done { $task } ref { $typed }</c>.
not-a-result = This task cannot end with <c>{ $typed }</c>. Nothing was changed. One of: { $choices ->
    [none] {""}
   *[other] { $choices }
}.
put-off-until = Until when? <c>{ $example }</c>
case-is-closed = { $ref } is closed. A lead can open it again: <c>!case reopen { $ref }</c>.
page-outcome = { $ref } · task { $number } · { $move ->
    [take] taken{ $by ->
        [none] {""}
       *[other] {" "}by { $by }
    }{ $until ->
        [none] {""}
       *[other] {" "}until { $until }
    }
    [done] done
    [drop] dropped
    [later] due later now
    [due] has a new due time
    [give] given to another agency
    [block] waits for another agency
    [unblock] free again
    [reopen] open again
    [undo] open again, the last move was undone
    [chase] asked again outside
    [lift] over, as the person wished
    [renew] renewed
   *[other] changed
}
