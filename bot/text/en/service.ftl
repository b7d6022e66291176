not-understood = I did not understand. Try <c>!help</c>, or <c>!mine</c> for what is yours.
typed = <c>!{ $line }</c>
nothing-changed = I did not read that as a command, and nothing was changed. { $forms ->
    [none] { $usage ->
        [none] <c>!mine</c> lists what is yours.
       *[other] The form is <c>!{ $usage }</c>; <c>!mine</c> lists what is yours.
    }
   *[other] The whole message must be a command, for example { $forms }.
}
could-not-read = I could not read your message of { $at }. Please send it again.
already-done-as-sent = Your message was carried out as you first sent it, and the edit changes nothing. Wrong? <c>!undo</c>, then type the new one.
broken = My fault ({ $reference }). Nothing was changed. Please send it once more; the administrators have been told.
broken-for-administrators = Fault { $reference } in { $action }. The log has a line with this reference.
no-such-case = There is no case { $typed } that you can see. <c>!mine</c> lists yours.
no-such-handle = I have shown you no task { $number }. <c>!mine</c> lists what is yours.
not-here = <c>!{ $command }</c> { $where ->
    [case] works in a case room.
    [chat] works in your direct chat with me.
    [leads] works in the leads' room or your direct chat with me.
   *[other] does not work here.
 }
which-case = Which case? Type its reference: <c>!{ $usage }</c>
newer-board = There is a newer board: see the pinned message.
slash-hint = <c>!{ $words }</c> goes straight through; some apps keep <c>/</c> for themselves.
