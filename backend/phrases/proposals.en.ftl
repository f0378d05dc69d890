proposal-not_found = This button does not belong to anything you can confirm.
proposal-superseded = This version is out of date; nothing was done. Please use the newest one.
proposal-withdrawn = This was taken back already; nothing was done.
proposal-expired = This offer has expired; nothing was done. Ask again to get a fresh one.
proposal-confirmed = This was confirmed already; it cannot be taken back here.
