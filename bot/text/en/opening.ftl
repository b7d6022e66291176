# Opening a case: at most three questions, the preview, what follows.
option-word = <b>{ $choice }</b> { $word }
option-priority = <b>{ $choice }</b> { $priority ->
    [P1] P1 immediate danger
    [P2] P2 today
    [P3] P3 normal
   *[P4] P4 routine
}
option-leave-agency = <b>{ $choice }</b> { $agency }
option-leave-person = <b>{ $choice }</b> { $person } of { $agency }
which-template = Which procedure? Answer with a number.{ $options ->
    [none] {""}
   *[other] {"\u000A"}{ $options }
}
which-own-agency = For which of your agencies? Answer with a number.{ $options ->
    [none] {""}
   *[other] {"\u000A"}{ $options }
}
which-jurisdiction = Which jurisdiction? Answer with a number.{ $options ->
    [none] {""}
   *[other] {"\u000A"}{ $options }
}
which-task-force = Which task force? Answer with a number.{ $options ->
    [none] {""}
   *[other] {"\u000A"}{ $options }
}
when-was-it = { $anchor ->
    [discovered] When was this discovered?
    [reported_missing] When was the person reported missing?
   *[other] { $label ->
        [none] When was it: { $anchor }?
       *[other] When was it: { $label }?
    }
} Legal limits run from then. For example <c>now</c>, <c>2h ago</c>, <c>14:00</c> or <c>yesterday 16:00</c>.
when-will-it-be = When is it: { $label }? For example <c>1 dec 5:00</c>. Not fixed yet: <c>skip</c>.
what-is-it = { $label }? { $options ->
    [none] { $kind ->
        [count] Answer with a number
       *[other] Answer with one or several of: { $values ->
            [none] {""}
           *[other] { $values }
        }
    }, for example <c>{ $example }</c>.
   *[other] Answer with a number.
} Not known yet: <c>skip</c>.{ $options ->
    [none] {""}
   *[other] {"\u000A"}{ $options }
}
opening-field = { $past ->
    [yes] since { $at ->
        [none] {""}
       *[other] { $at }
    }
   *[no] { $label }{ $value ->
        [none] {""}
       *[other] {" "}{ $value }
    }{ $at ->
        [none] {""}
       *[other] {" "}{ $at }
    }
}
bad-past-time = { $code ->
    [future] That is still to come. When was it? For example <c>now</c>, <c>2h ago</c> or <c>yesterday 16:00</c>.
    [negative] That is still to come. When was it? For example <c>now</c>, <c>2h ago</c> or <c>yesterday 16:00</c>.
    [too-long-ago] That is more than half a year ago. When was it? For example <c>2h ago</c> or <c>yesterday 16:00</c>.
    [no-clock] At what time? For example <c>yesterday 16:00</c>.
    [no-such-day] There is no such day: <c>{ $typed }</c>. Try <c>yesterday 16:00</c>.
    [clock] There is no such time of day. Try <c>16:00</c>.
   *[other] <c>{ $typed }</c> is not a time. Try <c>now</c>, <c>2h ago</c>, <c>14:00</c> or <c>yesterday 16:00</c>.
}
how-urgent = How urgent? Answer with a number.{ $options ->
    [none] {""}
   *[other] {"\u000A"}{ $options }
}
opening-ready = { $changed ->
    [yes] Who is available has just changed. Please look once more.{"\u000A"}
   *[no] {""}
}Ready: <b>{ $name }</b> ({ $template }, { $jurisdiction }, { $priority }{ $fields ->
    [none] {""}
   *[other] , { $fields }
}). I would invite { $agencies ->
    [none] nobody
   *[other] { $agencies }
}{ $leads ->
    [yes] {" "}and the leads
   *[no] {""}
}.{ $unfilled ->
    [none] {""}
   *[other] {" "}No one yet for <b>{ $unfilled }</b>.
}{ $left_out ->
    [0] {""}
    [1] {" "}One is left out.
   *[other] {" "}{ $left_out } are left out.
}{ $overdue ->
    [none] {""}
   *[other] {"\u000A"}{ $overdue }
}
    <b>1</b> go  <b>2</b> leave someone out  <b>3</b> stop
whom-to-leave-out = Whom do I leave out? They will not be asked later either. Answer with a number, or <c>!back</c>.{ $options ->
    [none] {""}
   *[other] {"\u000A"}{ $options }
}
nobody-to-leave-out = There is nobody left whom you could leave out. <b>1</b> go  <b>3</b> stop
no-such-template = There is no procedure <c>{ $typed }</c>.{ $here ->
    [none] {""}
   *[other] {" "}You can open: { $here }.
}
cannot-open-here = I cannot use <c>{ $typed }</c> here.{ $here ->
    [none] {""}
   *[other] {" "}You can open this in: { $here }.
} For example <c>!case open uk-nrm-adult P2</c>.
cannot-open = Only liaisons and leads of a task force can open a case.
nobody-to-invite = { $left_out ->
    [0] No agency of the task force can be asked now. Nothing was opened; please phone your lead.
   *[other] After leaving { $left_out } out, there is nobody to ask. Nothing was opened.
}
opening-stopped = Stopped. Nothing was opened and nobody was asked.
case-opened = Opened. { $joins ->
    [yes] Accept the invitation <b>{ $name }</b>.
   *[no] The room is <b>{ $name }</b>.
}{ $unfilled ->
    [none] {""}
   *[other] {" "}{ $told ->
        [yes] The lead knows that no one was found for { $unfilled }.
       *[no] No one was found for { $unfilled }, and no lead can be told now: please phone one.
    }
}{ $confirm ->
    [yes] {" "}A lead has one hour to confirm P1.
   *[no] {""}
}
opened-for-leads = { $ref } opened by { $by }: { $template }, { $jurisdiction }, { $priority }.
roles-unfilled = { $ref } · no one yet for { $roles ->
    [none] some roles
   *[other] { $roles }
}
    Ask an agency in: <c>!case invite { $ref } AGENCY</c>
confirm-priority = { $ref } · P1 set by { $by }
    Confirm by { $until }, else it becomes P2: <c>!case priority { $ref } P1</c>
