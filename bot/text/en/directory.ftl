# The directory: what a new one changes, and what coordinators change about their people.
entry-added = New { $kind ->
    [person] person
    [agency] agency
    [task-force] task force
    [jurisdiction] jurisdiction
   *[ladder] ladder
}: { $name }{ $kind ->
    [ladder] {""}
   *[other] {" "}({ $id })
}{ $is-now ->
    [none] {""}
   *[other] {" "}· { $is-now }
}
entry-removed = Gone, { $kind ->
    [person] person
    [agency] agency
    [task-force] task force
    [jurisdiction] jurisdiction
   *[ladder] ladder
}: { $name }{ $kind ->
    [ladder] {""}
   *[other] {" "}({ $id })
}
entry-changed = { $kind ->
    [ladder] Ladder { $name }
   *[other] { $name } ({ $id })
}: { $changes ->
    [none] the order only
   *[other] { $changes }
}
field-is = { $field ->
    [seat] { $value } of { $agency }
    [type] type { $value }
    [languages] speaks { $value }
    [zone] time zone { $value }
    [hours] hours { $value }
    [phone] duty phone { $value }
   *[other] { $field } { $value }
}
field-changed = { $field ->
    [seat] { $before ->
        [none] now { $after } of { $agency }
       *[other] { $after ->
            [none] no longer { $before } of { $agency }
           *[other] now { $after } of { $agency } (was { $before })
        }
    }
   *[other] { $field ->
        [zone] time zone
        [phone] duty phone
        [on_call] on call
        [levels] levels
        [remind_at] reminders at
        [remind_before] reminders before
        [repeat] repeated every
       *[other] { $field }
    } { $after ->
        [none] removed (was { $before })
       *[other] { $before ->
            [none] now { $after }
           *[other] now { $after } (was { $before })
        }
    }
}
list-changed = { $field } { $more ->
    [none] drops { $fewer ->
        [none] nothing
       *[other] { $fewer }
    }
   *[other] adds { $more }{ $fewer ->
        [none] {""}
       *[other] {" "}and drops { $fewer }
    }
}
flag-changed = { $field ->
    [networked] { $on ->
        [yes] leads no longer join every case room
       *[no] leads join every case room
    }
    [working_time] { $on ->
        [yes] in working time only
       *[no] day and night
    }
   *[other] { $field }: { $on ->
        [yes] yes
       *[no] no
    }
}
away-changed = { $over ->
    [yes] no longer away { $start } to { $end }
   *[no] away { $start } to { $end }
}
administrators-changed = Administrators: { $more ->
    [none] no longer { $fewer ->
        [none] anybody
       *[other] { $fewer }
    }
   *[other] now also { $more }{ $fewer ->
        [none] {""}
       *[other] , no longer { $fewer }
    }
}
setting-changed = Setting { $field }: { $after ->
    [none] removed (was { $before ->
        [none] unset
       *[other] { $before }
    })
   *[other] now { $after }{ $before ->
        [none] {""}
       *[other] {" "}(was { $before })
    }
}
directory-changes = { $lines ->
    [none] The directory is the same as before.
   *[other] The directory changed:
    { $lines }
}{ $more ->
    [0] {""}
   *[other] {"\u000A"}and { $more } more
}

person-to-confirm = { $does ->
    [add] { $name } ({ $user }) would be { $roles } of { $agency }, and could be asked into its cases.
    [leave] { $name } ({ $user }) would no longer be of { $agency }: their seats in its cases end, somebody else is asked.
   *[other] { $name } ({ $user }) would be { $roles } of { $agency } from now on.
} To do so, type <c>!confirm { $code }</c> within 10 minutes.
person-edited = { $does ->
    [add] { $name } is { $roles } of { $agency } now.{ $unseen ->
        [yes] {" "}Hand them my card: they write to me first.
       *[no] {""}
    }
    [leave] { $name } is no longer of { $agency }.{ $stays ->
        [yes] {""}
       *[no] {" "}I hear them no more and write nothing to them.
    }{ $held ->
        [none] {""}
       *[other] {" "}Had taken: { $held }.
    }{ $cover ->
        [none] {""}
       *[other] {" "}Asked instead: { $cover }.
    }
   *[other] { $name } is { $roles } of { $agency } from now on.
}
person-not-edited = { $why ->
    [there-already] { $name } is of { $agency } already. Another role: <c>!person change @… ROLE</c>
    [elsewhere] I cannot add { $name } from here. Please ask an administrator.
    [not-there] { $name } is not of { $agency }.
    [same] { $name } is that already. Nothing changed.
    [both] Nobody is liaison and deputy of { $agency } at once: nobody would stand behind them.
    [own-seat] You cannot give up coordinating { $agency } by yourself. Ask another coordinator or an administrator.
    [last-coordinator] { $name } is the last coordinator of { $agency }. Name another one first.
    [last-liaison] { $name } is the last liaison of { $agency }. Name another one first. To end their authority at once: <c>!person revoke @…</c>
   *[police-and-support] { $name } would sit for police and for support. That cannot be: police never reads in a support-only room.
}
for-which-agency = For which agency? { $agencies ->
    [none] {""}
   *[other] You can name { $agencies }:{" "}
}<c>!{ $usage }</c>
your-seat = { $by } has changed what you are: { $roles ->
    [none] you are no longer of { $agency }.
   *[other] { $roles } of { $agency }.
}
seats-ended = { $name } is no longer of { $agency }. Cases: { $refs ->
    [none] none.
   *[other] { $refs }.
}{ $held ->
    [none] {""}
   *[other] {" "}They had taken { $held }; nobody has it now.
}{ $cover ->
    [none] {""}
   *[other] {" "}Asked instead: { $cover }.
}{ $empty ->
    [none] {""}
   *[other] {" "}Nobody of { $agency } is left in { $empty }.
}
directory-edited = { $by } changed the directory. { $change }
away-noted = { $themselves ->
    [yes] You are
   *[no] { $person } is
} away from { $start } to { $end }. Others are asked and paged meanwhile.{ $held ->
    [none] {""}
   *[other] {" "}Still taken: { $held }. Give it to a colleague with <c>!give</c>.
} Here again: <c>!person back</c>
back-noted = { $was ->
    [yes] { $themselves ->
        [yes] You are here again. I ask and page you as before.
       *[no] { $person } is here again. I ask and page them as before.
    }
   *[no] { $themselves ->
        [yes] You are not away. Nothing changed.
       *[no] { $person } is not away. Nothing changed.
    }
}
not-an-absence = { $why ->
    [turned] That ends before it starts. First the first day, then the last: <c>!away fri to mon</c>
    [past] That is past. Nothing changed.
   *[long] That is longer than a year. An administrator can change the directory.
}
you-are-away = { $by } noted that you are away from { $start } to { $end }. I ask and page others meanwhile. Not right? <c>!person back</c>
you-are-back = { $by } noted that you are here again. I ask and page you as before.
