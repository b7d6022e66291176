# Refusals that name who can.
not-allowed = { $who ->
    [owner] Only { $owner ->
        [none] the agency that owns it
       *[other] { $owner }
    } or a lead can do that. Nothing changed.
    [watcher] Only { $owner ->
        [none] the agency that watches it
       *[other] { $owner }
    } can do that: it watches this one. Nothing changed.
    [member] Only people of this case and its leads can do that.
    [support] Only the person's support provider can do that. Nothing changed.
    [lead] Only a lead can do that. Nothing changed.
    [coordinator] Only the coordinator of that agency or an administrator can do that.
    [administrator] Only an administrator can do that.
   *[liaison] Only liaisons and leads can do that.
}
