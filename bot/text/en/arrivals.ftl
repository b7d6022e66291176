# Who comes into a room, cannot, or is gone.
newcomer = Welcome, { $agency } ({ $role }).{ $asked_by ->
    [none] {""}
   *[other] {" "}{ $asked_by } asked for you{ $purpose ->
        [none] .
       *[other] : { $purpose }.
    }
}{ $tasks ->
    [none] {" "}The board follows and is pinned.
   *[other] {" "}Yours: <b>{ $tasks }</b>; the board follows and is pinned.
} This chat is not the case file: no names, no addresses. It is emptied { $emptied ->
    [1] a day
   *[other] { $emptied } days
} after closing and can be asked for by a court. Who reads here: <c>!who</c>.
newcomer-lead = { $person } is here as a lead of the task force. The board follows and is pinned. Who reads here: <c>!who</c>.
room-hello = { $kind ->
    [leads] This is the leads' room. What is late comes to your direct chats; here you see it as well. Try <c>!help</c>.
   *[admins] This is the administrators' room. I tell you here when identities change, rooms cannot be opened, or something is wrong with me.
}
invitation-refused = { $name } · { $person }{ $agency ->
    [none] {""}
   *[other] {" "}({ $agency })
} cannot be invited: { $why ->
    [blocked] their account refuses invitations from me.
    [no-account] there is no such account.
   *[other] the server refused ({ $why }).
}
    Please phone them, or ask somebody else of the agency.
outsider = { $name } · { $person } was in the room without being asked; I am removing them. I say nothing there meanwhile.
unheard = { $ref } · I heard { $messages ->
    [1] a message
   *[other] { $messages } messages
} from somebody I cannot be sure of, and did nothing. Who is there: <c>who { $ref }</c>.
left-case = { $name } · { $declined ->
    [yes] { $person } declined the invitation
   *[no] { $person } left the room
} ({ $agencies }).{ $tasks ->
    [none] {""}
   *[other] {" "}Held until now, held by no one: { $tasks }.
}{ $cover ->
    [none] {""}
   *[other] {" "}Asked instead: { $cover }.
}{ $empty ->
    [none] {""}
   *[other] {" "}No one is here now for: { $empty }.
}
    I do not ask them again unless a lead types <c>!case invite</c>.
left-room = { $person } left { $name }. I do not ask them in again by myself; please phone them.
cover-for = { $ref } · you cover for { $person } now.{ $tasks ->
    [none] {""}
   *[other] {" "}Held by them until now: { $tasks }.
}{ $invited ->
    [yes] {"\u000A"}Accept the invitation <b>{ $name }</b>.
   *[no] {""}
}
room-cannot-open = The homeserver refused { $kind ->
    [joint] a case room
    [support] a support-only room
    [direct] a direct chat
    [leads] a leads' room
   *[admins] the administrators' room
}{ $ref ->
    [none] {""}
   *[other] {" "}of { $ref }
} { $attempts } times ({ $why }). I have stopped trying. Please look at the homeserver; I try again at my next start.
room-lost = I am no longer in { $kind ->
    [joint] the case room
    [support] the support-only room
    [leads] the leads' room
    [admins] the administrators' room
   *[direct] a direct chat
}{ $ref ->
    [none] {""}
   *[other] {" "}of { $ref }
}. Somebody with power over the server removed me. Deadlines go on in the direct chats.
