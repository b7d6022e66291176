# A case that nobody has opened: what would happen, and to whom it would be said.
preview-reached = { $person ->
    [none] no { $kind ->
        [deputy] deputy
        [lead_agency] one of the lead agency
        [task_force_lead] task force lead
        [committee] committee
        [spoc] single point of contact
       *[owner] one of the agency
    }
   *[other] { $person }{ $kind ->
        [deputy] {" "}(deputy)
        [lead_agency] {" "}(lead agency)
        [task_force_lead] {" "}(task force lead)
        [committee] {" "}(committee)
        [spoc] {" "}(single point of contact)
       *[owner] {""}
    }{ $passed ->
        [none] {""}
        [absent] {" "}· away
        [frozen] {" "}· keys changed
       *[other] {" "}· not reachable
    }
}
preview-mark = { $kind ->
    [reminder] Reminder
    [chase] Ask again
    [expired] Take ran out
    [repeat] Again
    [lapsed] Lapsed
   *[level] Level { $level }
}{ $at ->
    [none] {""}
   *[other] {" "}{ $at }
}: { $whom ->
    [none] nobody
   *[other] { $whom }
}
preview-clocks = clocks go { $back ->
    [yes] back
   *[no] forward
} { $minutes } min on { $on }
preview-moved = { $since ->
    [none] {""}
   *[other] counted from { $since }{ $cut_off ->
        [yes] {" "}(after the cut-off)
       *[no] {" "}(working hours)
    }
}{ $days_off ->
    [none] { $more_days_off ->
        [0] {""}
       *[other] {" "}· { $more_days_off } days off
    }
   *[other] {" "}· days off { $days_off }
}{ $holidays ->
    [none] {""}
   *[other] {" "}· holiday { $holidays }
}{ $clocks ->
    [none] {""}
   *[other] {" "}· { $clocks }
}
preview-why = { $kind ->
    [opener] opens the case
    [only] no other fits
    [open] { $instead_of ->
        [none] open then
       *[other] open then; otherwise { $instead_of }
    }
   *[first] { $instead_of ->
        [none] fits best
       *[other] fits best; then { $instead_of }
    }
}{ $deputies ->
    [yes] {" "}· the deputy, no liaison can be asked then
   *[no] {""}
}{ $closed ->
    [yes] {" "}· outside its hours then
   *[no] {""}
}{ $later ->
    [none] {""}
   *[other] {" "}· asked { $later }, when its first task begins
}
preview-waits = { $needed ->
    [no] not needed here
   *[yes] { $begun ->
        [yes] no time yet
       *[no] does not begin here
    }{ $tasks ->
        [none] { $fields ->
            [none] {""}
           *[other] : waits for “{ $fields }”
        }
       *[other] : waits for { $tasks }{ $fields ->
            [none] {""}
           *[other] {" "}and “{ $fields }”
        }
    }
}
