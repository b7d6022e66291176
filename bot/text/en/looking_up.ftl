# Answers to who: agencies with their people, and who could be invited at some time.
found-person = { $person }{ $role ->
    [liaison] {""}
   *[other] {" "}({ $role })
}{ $state ->
    [away] , away
    [frozen] , cannot be asked now
    [no-chat] , no chat with me yet
   *[here] {""}
}
agency-found = <b>{ $agency }</b> · { $type } · { $places }{ $can ->
    [none] {""}
   *[other] {" "}· { $can }
}{ $speaks ->
    [none] {""}
   *[other] {" "}· speaks { $speaks }
}{ $open ->
    [yes] {""}
   *[no] {" "}· closed now
} · { $people ->
    [none] nobody
   *[other] { $people }
}{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}
found-agencies = { $kind ->
    [capability] Who offers { $word }
    [type] Agencies of type { $word }
   *[agency] { $word }
}:
    { $agencies ->
        [none] nobody.
       *[other] { $agencies }
    }{ $more ->
        [0] {""}
       *[other] {"\u000A"}and { $more } more
    }
role-then = <b>{ $role }</b>: { $per ->
    [yes] one for each country of the case
   *[no] { $agency ->
        [none] no one{ $optional ->
            [yes] {" "}(may stay open)
           *[no] {""}
        }
       *[other] { $agency }{ $closed ->
            [yes] {" "}(closed then)
           *[no] {""}
        }{ $speaks ->
            [yes] {""}
           *[no] {" "}(not in this language)
        }{ $people ->
            [none] {""}
           *[other] {" "}· { $people }
        }
    }
}{ $kept_out ->
    [none] {""}
   *[other] {" "}· not { $kept_out }
}
could-be-invited = Who could be invited: { $template }, { $place }, { $at ->
    [none] now
   *[other] { $at }
}{ $language ->
    [none] {""}
   *[other] , { $language }
}
    { $roles ->
        [none] nobody.
       *[other] { $roles }
    }{ $more ->
        [0] {""}
       *[other] {"\u000A"}and { $more } more
    }
no-such-place = { $places ->
    [none] { $template } is not used by your task forces.
   *[other] Where? { $template } is used in { $places }: <c>!who { $template } PLACE</c>
}
nothing-found = I know no agency, type, capability or procedure { $typed }.{ $words ->
    [none] {""}
   *[other] {" "}For example: { $words }.
}
