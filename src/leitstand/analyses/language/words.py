"""Small words that tell a language: in a short post they say more than letters do. Written by us, folded."""

from __future__ import annotations

from collections import defaultdict

_TABLES = {
    "de": "aber alle als also am an auch auf aus bei bin bis bitte da danach danke dann das dass dem den "
    "denn der des dich die dir doch du durch ein eine einem einen einer eines er es euch für ganz gar gegen "
    "geht gibt gut gute haben hat habe hatte hier ich ihm ihn ihr ihre im immer in ins ist ja jetzt "
    "kann kannst kein keine können leider mal man mehr mein meine mich mir mit muss nach nicht nichts "
    "noch nun nur ob oder ohne schon sehr sein seine seit sich sie sind so soll über um und uns unser "
    "unter viel vom von vor wann war warum was weil weiter wenn wer werden wie wieder will wir wird wo "
    "wohl wurde zu zum zur zwischen wäre würde heute gestern geil hab dafür hast",
    "en": "a about after all also am an and any are as at be because been but by can could did do does don't "
    "for from get go going good got great had has have he her here him his how i i'm if in into is it "
    "it's its just know like love me more my new no not now of off on one only or our out over really "
    "right she should so some than thank thanks that that's the their them then there these they this "
    "those time to today too up us very want was we were what when where which who why will with would "
    "you your you're",
    "fr": "à ai alors après au aussi avec avoir bien bon bonne c'est ça car ce cela ces cet cette chez comme "
    "dans de des deux donc du elle elles en encore est et été être eux fait faut il ils j'ai je jour "
    "l'on la le les leur lui ma mais me même merci mes moi mon ne ni nos notre nous on ou où par pas "
    "plus pour pourquoi qu'il quand que quel quelle qui quoi sa sans se ses si son sont suis sur ta te "
    "tes toi ton tous tout toute très tu un une va vais veux vos votre vous y quelqu'un aujourd'hui "
    "demain hier",
    "es": "a al algo ahora años aquí así aunque bien buen buena buenos cada como con cosas cuando de del "
    "desde día donde dos e el ella ellos en entre era eres es esa ese eso esta está están estar este "
    "esto estos estoy fue gracias ha han hasta hay he hola hoy la las le les lo los más me mejor menos "
    "mi mis muy nada ni no nos nunca o otra otro para pero poco por porque pues que qué quien quiero se "
    "sea ser si sí siempre sin sobre solo son soy su sus también tan te tengo ti tiene todo todos tu tú "
    "tus un una uno usted va vamos voy y ya yo mañana ayer",
    "it": "a ad adesso ai al alla alle allo anche ancora bene buon c'è che chi ci come con cosa così da dal "
    "dalla degli dei del della delle dello di dove e è ed era essere fa fare fatto fino fra gli grazie "
    "ha hai hanno ho i il in io l'ho la le lei lo loro lui ma me mi mia mio molto ne nei nel nella "
    "nelle no noi non nostro o oggi ogni per perché più poi prima può qualcosa quando quanto quella "
    "quello questa questo qui se sei sempre senza si sia siamo solo sono sta stato su sua subito sul "
    "sulla suo tra troppo tu tutti tutto un un'altra una uno va vi voi domani ieri",
    "pt": "a agora ainda ao aos aqui as assim até bem boa bom cada com como da das de dele dela depois dia "
    "do dos e é ela ele eles em entre era essa esse está estão estar este eu fazer foi hoje isso isto já "
    "lá lhe mais mas me mesmo meu minha muito na nada não nas nem no nos nós nunca o obrigado obrigada "
    "onde os ou para pela pelo pra pode por porque pq quando que quem quero são se sem sempre ser seu "
    "seus só sou sua também tão te tem tenho ter teu todo todos tu tudo um uma vai você vocês vou vc tô "
    "tá né amanhã ontem gente",
    "nl": "aan al alle als altijd bij daar dan dat de der deze die dit doen door dus een en er ga gaan gaat "
    "geen goed had heb hebben heeft het hier hij hoe ik in is ja je kan kom kunnen maar me meer met "
    "mijn moet na naar niet niets nog nu of om omdat ons ook op over te toch tot uit uw van veel voor "
    "waar wat we wel werd wie wil worden zal ze zich zij zijn zo zou vandaag morgen dank bedankt",
    "hi": "hai hain nahi nahin nhi kya kyu kyun aur bhai yaar tha thi mein mera meri mere tera teri tere tum "
    "tumhe aap aapko mujhe mujhko tujhe apna apne apni koi kuch kuchh sab bhi toh gaya gayi gye raha "
    "rahi rahe rha rhi rhe karo kar karte karna karke karta krna kro kr liye liya diya wala wale wali "
    "yeh woh unka uska iska isko usko hum humko hamara ham abhi phir fir jab tab kaise kaisa kahan yaha "
    "yahan waha ek accha acha bahut bohot bhut sirf kabhi agar magar lekin matlab pata chahiye dekho "
    "dekh bol bolo jai ji ho hua hui hue hoga hogi desh log ke ki ka ko se ne jo wo ye na pe bas chal",
    "tr": "ama artık bana bak beni benim bir biz bu bugün çok da daha de değil diye en gibi hep hiç için ile "
    "iyi kadar ki kim mi mı mu ne neden o olan olarak oldu olsun sana sen seni sonra şey şu ve var ya "
    "yok yarın",
    "pl": "ale bardzo by być był co czy dla do gdzie go i ich ja jak jest jestem już kto która który ma mi "
    "mnie na nie od po pod przez się są ta tak tam te też to tu tylko w we z za ze że dziś jutro "
    "dziękuję",
    "sv": "alla att av bara bra de dem den det dig du där efter ett från för ha han har hur här i inte jag "
    "kan man med mig min mycket nej nu och om på ska som så till tack utan var vara vi vill är över "
    "idag",
}
WEIGHTS = dict.fromkeys(_TABLES, 1.5) | {"hi": 2.5}
"""How much a small word speaks for a language, as a natural logarithm. Hindi in Latin letters is mixed with
English, so that its words must weigh more."""


def _turned() -> dict[str, frozenset[str]]:
    found = defaultdict(set)
    for language, words in _TABLES.items():
        for word in words.split():
            found[word].add(language)
    return {word: frozenset(languages) for word, languages in found.items()}


LANGUAGES_OF = _turned()
"""Every small word, and the languages that have it."""
