# The directory: what a new one changes.
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
