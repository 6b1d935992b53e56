"""Who may ask the opener for what: checks every request as if the web process were hostile; nothing passes unwritten.

`rules` says who may do what, `officers` who they are, `signatures` and `passkey` how they prove it, `shifts` checks a
request, `spending` and `refusals` bound what may be asked and written, `seeing` says which cases exist for whom, and
`proposals` with `changes` is what two supervisors do together.
"""
