"""Words that join sentences and say nothing of what they are about: common before anything was read."""

from __future__ import annotations

_GERMAN = """
der die das den dem des ein eine einen einem einer und oder aber auch als wie so nur noch schon mal
doch  ist sind war waren sein wird werden wurde hat haben hatte kann können muss soll will ich du er
sie es wir  ihr mir mich uns euch mein dein unser man sich nicht kein keine ja nein hier da dort
dann jetzt heute wenn  weil dass ob was wer wo wann warum in im an am auf aus bei beim bis durch für
gegen mit nach ohne seit um  über unter von vom vor zu zum zur mehr sehr immer wieder alle alles
diese dieser dieses jede jeder etwas
"""
_ENGLISH = """
the a an and or but of to in on at by for from with without about into over under after before up
out off  is are was were be been being has have had do does did will would can could should may i
you he she it we  they me him her us them my your his its our their this that these those there here
not no yes if then than  as so just only also too very more most all any some what who when where
why how which now new get got one
"""
_ROMANCE_AND_DUTCH = """
le la les un une des du de et ou mais que qui dans sur pour par avec sans ne pas plus est sont ce
cette je  tu il elle nous vous ils au aux en el los las una del al y pero con por para sin no es son
se su lo como  más muy ya hay esta este entre cuando todo di che non per da del della dei il gli un
uno è ma anche come  più sono ho ha questo questa nel alla os as um uma não em na do dos da das com
ao foi mais seu sua het een  van voor met niet maar ook aan bij naar dat die zijn heeft wordt ik je
we ze er
"""

COMMON = frozenset(" ".join((_GERMAN, _ENGLISH, _ROMANCE_AND_DUTCH)).split())
"""Of German and English, and some of French, Spanish, Italian, Portuguese and Dutch."""
