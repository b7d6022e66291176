# People: first hello, their chats, whose identity is believed, codes that are read out by phone.
first-hello = Hello. I am Caseroom, the task force's coordination bot. { $role ->
    [liaison] You are a liaison of { $agencies }. I page you here;
    [deputy] You are a deputy of { $agencies }. I page you here when you cover;
    [coordinator] You coordinate { $agencies }. I write here when somebody's identity has to be confirmed;
    [lead] You lead a task force. I page you here when something is late;
    [committee] You sit on the committee of a task force. I page you here when nobody else has answered;
    [administrator] You are an administrator. I write here when something needs you;
   *[other] I write to you here;
} please keep this chat's notifications on. Try <c>!help</c>.
chat-moved = I write to you here from now on: in our other chat I cannot make sure that nobody else reads. Please keep this chat's notifications on. Try <c>!help</c>.
left-chat = { $person } has left the chat with me, so I cannot page them. Please ask them to write to me again; until then I page the next in line about their tasks.
identity-accepted = { $person } ({ $user }) was seen for the first time. Their identity is believed from now on:
    { $fingerprint }
    Not theirs? <c>!person revoke</c> and mention them.
identity-frozen = { $person }'s security keys changed. I send them nothing until they are confirmed.{ $cover ->
    [none] {""}
   *[other] {" "}Asked instead: { $cover }.
}{ $refs ->
    [none] {""}
   *[other] {" "}Cases: { $refs }.
}{ $coordinator ->
    [yes] {"\u000A"}Did they get a new phone or reset their keys? Phone them at a number you know, then mention them: <c>!person enrol @…</c>
   *[no] {""}
}
code-drawn = For { $person }: <b>{ $code }</b>
    Phone them at a number you know and read it out. They type it in their chat with me within 10 minutes. Never send it in writing.
code-half = For { $person }, { $part ->
    [1] the first half
   *[2] the second half
}: <b>{ $half }</b>. { $other } has the other one.
    Phone { $person } together and read it out. They type both halves in one message within 10 minutes. Never send it in writing.
code-sent = { $halves ->
    [yes] I have given one half of the code to each of { $to ->
        [none] you
       *[other] { $to }
    }. Please phone { $person } together.
   *[no] I have given the code to { $to ->
        [none] the coordinator
       *[other] { $to }
    }, who phones { $person }.
}
code-right = Thank you. You are confirmed; I write to you again. What you missed: <c>!mine</c>.
code-used = { $person } is confirmed. I write to them again.
code-wrong = A wrong code was typed in { $person }'s chat. { $left ->
    [0] That code no longer works. If it was them: phone them again, and <c>!person enrol @…</c> draws a new one.
    [1] One more try is left.
   *[other] { $left } more tries are left.
}
nothing-to-enrol = { $why ->
    [accepted] { $person } is confirmed already. Nothing changed.
   *[unseen] { $person } has not set up security keys yet. They log in, set up their recovery key, and write to me.
}
nobody-to-confirm = Nobody can confirm { $person } from here: no coordinator of their agency can be told, nor a lead with an administrator. On the server: <c>python -m bot person enrol @name:server</c>
not-yourself = Nobody does that for themselves. Ask another coordinator or an administrator.
person-revoked = { $person } has no authority from now on and is removed from { $rooms ->
    [0] no room
    [1] 1 room
   *[other] { $rooms } rooms
}.{ $cover ->
    [none] {""}
   *[other] {" "}Asked instead: { $cover }.
} Please close their account on the server as well.
authority-ended = { $by } has ended the authority of { $person }: they are heard nowhere and removed from all rooms.
person-shown = { $person } ({ $user }){ $agencies ->
    [none] {""}
   *[other] {" "}· { $agencies }
}
    Identity: { $state ->
        [accepted] confirmed
        [frozen] not confirmed, nothing is sent
       *[unseen] not seen yet
    }. { $state ->
        [frozen] I cannot page them until then.
       *[other] { $chat ->
            [yes] I can page them.
           *[no] I cannot page them: no chat.
        }
    }{ $away ->
        [yes] {" "}Away now.
       *[no] {""}
    }{ $fingerprint ->
        [none] {""}
       *[other] {"\u000A"}{ $fingerprint }
    }
