<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
    <context>
        <name>core</name>
        <message>
            <source>a mark is neither pin nor tag</source>
            <translation>eine Markierung ist weder Anheften noch Schlagwort</translation>
        </message>
        <message>
            <source>no held-out accuracy and no best checkpoint: no suite fits this model (evaluation.suite)</source>
            <translation>keine Treffsicherheit auf zurückgelegten Aufgaben und kein bester Checkpoint: keine Sammlung passt zu diesem Modell (evaluation.suite)</translation>
        </message>
        <message>
            <source>What held-out accuracy is measured on: auto is the built-in suite for the nano model and nothing for others, whom its small programs tell little; builtin takes it whatever the model; none measures nothing. Without a suite no checkpoint is the best.</source>
            <translation>Woran die Treffsicherheit auf zurückgelegten Aufgaben gemessen wird: auto ist für das nano-Modell die eingebaute Sammlung und für andere nichts, über die ihre kleinen Programme wenig sagen; builtin nimmt sie für jedes Modell; none misst nichts. Ohne Sammlung ist kein Checkpoint der beste.</translation>
        </message>
        <message>
            <source>The preset this configuration started from; it names the origin and sets nothing.</source>
            <translation>Die Vorlage, von der diese Einstellungen ausgingen; sie nennt die Herkunft und stellt nichts ein.</translation>
        </message>
        <message>
            <source>Every random choice of the run follows from it: the same seed repeats the run.</source>
            <translation>Jede Zufallswahl des Laufs folgt daraus: Derselbe Startwert wiederholt den Lauf.</translation>
        </message>
        <message>
            <source>Training steps after which the run ends; 0 trains until it is stopped.</source>
            <translation>Trainingsschritte, nach denen der Lauf endet; 0 trainiert bis zum Beenden.</translation>
        </message>
        <message>
            <source>Time after which the run ends, at the end of a step; 0 is no limit.</source>
            <translation>Zeit, nach der der Lauf am Ende eines Schritts endet; 0 ist ohne Grenze.</translation>
        </message>
        <message>
            <source>All proposals of a kind see the same references in a step, so that their prompt is computed once; with few-shot, short programs. A departure from the paper.</source>
            <translation>Alle Vorschläge einer Art sehen in einem Schritt dieselben Referenzen, sodass ihr Prompt nur einmal berechnet wird; mit few-shot kurze Programme. Eine Abweichung vom Artikel.</translation>
        </message>
        <message>
            <source>Folder of the model to train, in the Hugging Face layout. Empty: the built-in nano model.</source>
            <translation>Ordner des Modells, das trainiert wird, im Aufbau von Hugging Face. Leer: das eingebaute nano-Modell.</translation>
        </message>
        <message>
            <source>Where to compute: auto, cpu or cuda:0, cuda:1, …</source>
            <translation>Wo gerechnet wird: auto, cpu oder cuda:0, cuda:1, …</translation>
        </message>
        <message>
            <source>Number type of the matrix products; auto takes bf16 where the processor multiplies it. Where it does not, products are fp32 whatever is asked for.</source>
            <translation>Zahlentyp der Matrixprodukte; auto nimmt bf16, wo der Prozessor es multipliziert. Wo er das nicht kann, wird in fp32 multipliziert, was auch verlangt ist.</translation>
        </message>
        <message>
            <source>Number type in which weights lie that are not trained, and the sampler's copy of those that are. bf16 takes half the memory, also beside fp32 products. auto takes it for frozen weights of more than 1 GiB. Products of bf16 read weights of bf16, whatever is said here.</source>
            <translation>Zahlentyp, in dem Gewichte liegen, die nicht trainiert werden, und die Kopie des Samplers von denen, die es werden. bf16 braucht halb so viel Speicher, auch neben Produkten in fp32. auto nimmt es für eingefrorene Gewichte von mehr als 1 GiB. Produkte in bf16 lesen Gewichte in bf16, was hier auch steht.</translation>
        </message>
        <message>
            <source>Instructions that the engine computes with: native takes the widest that the processor has. v3 (AVX2) repeats a run bit for bit on every processor with AVX2, given the same number of threads.</source>
            <translation>Befehle, mit denen gerechnet wird: native nimmt die breitesten, die der Prozessor hat. v3 (AVX2) wiederholt einen Lauf Bit für Bit auf jedem Prozessor mit AVX2, bei gleicher Zahl von Threads.</translation>
        </message>
        <message>
            <source>Threads of the engine; 0 uses all cores. Another number gives other last bits.</source>
            <translation>Threads der Recheneinheit; 0 nutzt alle Kerne. Eine andere Zahl ergibt andere letzte Bits.</translation>
        </message>
        <message>
            <source>How prompts are worded: role tags of the nano model, the paper's plain text, the model's own chat format, or references as worked examples.</source>
            <translation>Wie Prompts lauten: Rollenmarken des nano-Modells, der Klartext des Artikels, das Chatformat des Modells oder Beispiele mit Lösung.</translation>
        </message>
        <message>
            <source>Longest prompt; references are dropped until it fits. The paper: 6144.</source>
            <translation>Längster Prompt; Beispiele entfallen, bis er passt. Im Artikel: 6144.</translation>
        </message>
        <message>
            <source>Longest completion; a longer one is cut and counts as clipped. The paper: 8096.</source>
            <translation>Längste Antwort; eine längere wird abgeschnitten und zählt als abgeschnitten. Im Artikel: 8096.</translation>
        </message>
        <message>
            <source>What an answer may be: one Python literal, or any expression, which is then evaluated in the sandbox.</source>
            <translation>Was eine Antwort sein darf: ein Python-Literal oder jeder Ausdruck, der dann in der Sandbox ausgewertet wird.</translation>
        </message>
        <message>
            <source>The day that a chat template takes for today, as YYYY-MM-DD: a setting, so that runs repeat.</source>
            <translation>Der Tag, den eine Chat-Vorlage für heute hält, als JJJJ-MM-TT: eine Einstellung, damit sich Läufe wiederholen.</translation>
        </message>
        <message>
            <source>Propose and solve tasks that ask for a program's output.</source>
            <translation>Aufgaben vorschlagen und lösen, die nach der Ausgabe eines Programms fragen.</translation>
        </message>
        <message>
            <source>Propose and solve tasks that ask for an input.</source>
            <translation>Aufgaben vorschlagen und lösen, die nach einer Eingabe fragen.</translation>
        </message>
        <message>
            <source>Propose and solve tasks that ask for the program.</source>
            <translation>Aufgaben vorschlagen und lösen, die nach dem Programm fragen.</translation>
        </message>
        <message>
            <source>Propose and solve tasks that ask which exception a program raises, if any (the reference's code_e; off in the paper). Not with the prompt.wrapper nano, whose model has no words for them.</source>
            <translation>Aufgaben vorschlagen und lösen, die nach der Ausnahme fragen, mit der ein Programm endet, falls es eine gibt (code_e der Referenz; im Artikel aus). Nicht mit dem prompt.wrapper nano, dessen Modell keine Worte dafür hat.</translation>
        </message>
        <message>
            <source>the nano model has no words for error tasks</source>
            <translation>das nano-Modell hat keine Worte für Fehleraufgaben</translation>
        </message>
        <message>
            <source>use another model, with the prompt.wrapper r1, chat or few-shot</source>
            <translation>ein anderes Modell verwenden, mit dem prompt.wrapper r1, chat oder few-shot</translation>
        </message>
        <message>
            <source>it does not train tasks of this kind</source>
            <translation>Aufgaben dieser Art trainiert er nicht</translation>
        </message>
        <message>
            <source>Proposals for each kind of task in a step (B). The paper: 64.</source>
            <translation>Vorschläge je Aufgabenart in einem Schritt (B). Im Artikel: 64.</translation>
        </message>
        <message>
            <source>Attempts for each kind of task that train the solver in a step (B). The paper: 64.</source>
            <translation>Versuche je Aufgabenart, die in einem Schritt das Lösen trainieren (B). Im Artikel: 64.</translation>
        </message>
        <message>
            <source>Earlier tasks shown to a proposer (K). The paper: 6; the nano model's context holds 2.</source>
            <translation>Frühere Aufgaben, die beim Vorschlagen gezeigt werden (K). Im Artikel: 6; der Kontext des nano-Modells fasst 2.</translation>
        </message>
        <message>
            <source>Attempts per new task that estimate how learnable it is (n). The paper: 8.</source>
            <translation>Versuche je neuer Aufgabe, die schätzen, wie lernbar sie ist (n). Im Artikel: 8.</translation>
        </message>
        <message>
            <source>Inputs of an induction task (N): half are shown, half are hidden. The paper: 10.</source>
            <translation>Eingaben einer Induktionsaufgabe (N): Die Hälfte wird gezeigt, die Hälfte verdeckt. Im Artikel: 10.</translation>
        </message>
        <message>
            <source>Before the first step every buffer is filled to this many times the proposals of a step (S).</source>
            <translation>Vor dem ersten Schritt wird jeder Puffer auf so viele Male die Vorschläge eines Schritts gefüllt (S).</translation>
        </message>
        <message>
            <source>Rounds of proposals after which filling the buffers is given up with an error.</source>
            <translation>Runden von Vorschlägen, nach denen das Füllen der Puffer mit einem Fehler aufgegeben wird.</translation>
        </message>
        <message>
            <source>Which tasks the solver trains on: as many new ones as there are, half of them, all alike, or weighted by their step.</source>
            <translation>Woran das Lösen trainiert: so viele neue Aufgaben wie da sind, die Hälfte, alle gleich oder nach ihrem Schritt gewichtet.</translation>
        </message>
        <message>
            <source>The attempts that estimate learnability train the solver too. A departure from the paper.</source>
            <translation>Auch die Versuche, die die Lernbarkeit schätzen, trainieren das Lösen. Eine Abweichung vom Artikel.</translation>
        </message>
        <message>
            <source>A task that nearly equals one of its buffer is not admitted. A departure from the paper.</source>
            <translation>Eine Aufgabe, die fast einer aus ihrem Puffer gleicht, wird nicht aufgenommen. Eine Abweichung vom Artikel.</translation>
        </message>
        <message>
            <source>A task whose program gives at most two values over fresh inputs is not trained on: it can be guessed. A departure from the paper.</source>
            <translation>Eine Aufgabe, deren Programm für frische Eingaben höchstens zwei Werte gibt, wird nicht trainiert: Sie lässt sich raten. Eine Abweichung vom Artikel.</translation>
        </message>
        <message>
            <source>Tasks of a kind that novelty and near-duplicates look back on.</source>
            <translation>Aufgaben einer Art, auf die Neuheit und Beinahe-Dubletten zurückblicken.</translation>
        </message>
        <message>
            <source>A JSONL file of tasks, or a folder of such files, that fill the buffers before the first step. Empty: the identity task alone, and the model proposes the rest.</source>
            <translation>Eine JSONL-Datei mit Aufgaben oder ein Ordner solcher Dateien, die die Puffer vor dem ersten Schritt füllen. Leer: nur die Identitätsaufgabe, den Rest schlägt das Modell vor.</translation>
        </message>
        <message>
            <source>Deduction and abduction start from one set of seeds that fills both buffers, as in the paper; else each is seeded by itself.</source>
            <translation>Deduktion und Abduktion beginnen mit einem gemeinsamen Satz Startaufgaben, der beide Puffer füllt, wie im Artikel; sonst wird jede für sich gefüllt.</translation>
        </message>
        <message>
            <source>Comments, docstrings and globals are cut out of the programs of seeds, as in the paper; what is left is what is run.</source>
            <translation>Kommentare, Docstrings und globale Anweisungen werden aus den Programmen der Startaufgaben entfernt, wie im Artikel; ausgeführt wird, was übrig bleibt.</translation>
        </message>
        <message>
            <source>Words between the thought and the answer are passed over. Off, they break the format, as in the paper's code.</source>
            <translation>Wörter zwischen Gedanke und Antwort werden überlesen. Aus: Sie brechen das Format, wie im Code des Artikels.</translation>
        </message>
        <message>
            <source>A proposed program may hold classes and nested functions beside its one function f. The paper allows it; its code counts every def and refuses a second one.</source>
            <translation>Ein vorgeschlagenes Programm darf neben seiner einen Funktion f Klassen und innere Funktionen haben. Der Artikel erlaubt es; sein Code zählt jedes def und lehnt ein zweites ab.</translation>
        </message>
        <message>
            <source>The inputs of an induction proposal may repeat, as in the paper's code. Off, more than half of them must differ, as hidden pairs would else be among those shown.</source>
            <translation>Die Eingaben eines Induktionsvorschlags dürfen sich wiederholen, wie im Code des Artikels. Aus: Mehr als die Hälfte muss verschieden sein, da verborgene Paare sonst unter den gezeigten wären.</translation>
        </message>
        <message>
            <source>A proposal earns the format penalty for a broken frame, but its task is kept and solved where it is whole and valid, as in the paper's code. Off, it is dropped.</source>
            <translation>Ein Vorschlag mit gebrochenem Rahmen erhält die Strafe für das Format, doch seine Aufgabe bleibt und wird gelöst, wenn sie vollständig und gültig ist, wie im Code des Artikels. Aus: Sie entfällt.</translation>
        </message>
        <message>
            <source>Proposed programs may raise exceptions themselves. The paper's code forbids it in error tasks alone (selfplay.banned_keywords).</source>
            <translation>Vorgeschlagene Programme dürfen selbst Ausnahmen auslösen. Der Code des Artikels verbietet es nur in Fehleraufgaben (selfplay.banned_keywords).</translation>
        </message>
        <message>
            <source>Comments and docstrings are cut out of every proposed program before it is run and stored. The paper: off; on lowered its accuracy.</source>
            <translation>Kommentare und Docstrings werden aus jedem vorgeschlagenen Programm entfernt, bevor es ausgeführt und gespeichert wird. Im Artikel: aus; eingeschaltet senkte es die Genauigkeit.</translation>
        </message>
        <message>
            <source>Statements that only print are cut out of every proposed program. The paper: off.</source>
            <translation>Anweisungen, die nur etwas ausgeben, werden aus jedem vorgeschlagenen Programm entfernt. Im Artikel: aus.</translation>
        </message>
        <message>
            <source>All but imports, classes and functions is cut out of the top level of every proposed program, and proposers are told. The paper: off; on lowered its accuracy.</source>
            <translation>Aus der obersten Ebene jedes vorgeschlagenen Programms wird alles außer Importen, Klassen und Funktionen entfernt, und das Vorschlagen weiß davon. Im Artikel: aus; eingeschaltet senkte es die Genauigkeit.</translation>
        </message>
        <message>
            <source>Words, parted by commas, that a proposed program may neither import nor read as a name of its own accord; prompts other than nano's and few-shot's list them. The paper: its 16 banned modules.</source>
            <translation>Wörter, durch Kommas getrennt, die ein vorgeschlagenes Programm weder importieren noch als fremden Namen lesen darf; alle Prompts außer denen von nano und few-shot nennen sie. Im Artikel: seine 16 verbotenen Module.</translation>
        </message>
        <message>
            <source>Words, parted by commas, that may not occur in a program proposed for an error task; its prompt lists them. The paper's code: raise.</source>
            <translation>Wörter, durch Kommas getrennt, die im Programm einer Fehleraufgabe nicht vorkommen dürfen; ihr Prompt nennt sie. Im Code des Artikels: raise.</translation>
        </message>
        <message>
            <source>Proposers of deduction and abduction see earlier tasks. Off is an ablation of the paper: they see none.</source>
            <translation>Wer Deduktion und Abduktion vorschlägt, sieht frühere Aufgaben. Aus ist eine Ablation des Artikels: Es werden keine gezeigt.</translation>
        </message>
        <message>
            <source>How references and the programs of induction are drawn: all alike (the paper), or with the weight 1 + the step they were made in.</source>
            <translation>Wie Referenzen und die Programme der Induktion gezogen werden: alle gleich (der Artikel) oder mit dem Gewicht 1 + Schritt, in dem sie entstanden.</translation>
        </message>
        <message>
            <source>References, programs of induction and the tasks that fill up the solver's batch are drawn from the last so many steps alone, as long as there are any; 0 from the whole buffer, as in the paper.</source>
            <translation>Referenzen, Programme der Induktion und die Aufgaben, die den Stapel zum Lösen auffüllen, kommen nur aus so vielen letzten Schritten, solange es dort welche gibt; 0: aus dem ganzen Puffer, wie im Artikel.</translation>
        </message>
        <message>
            <source>Tasks of so many last steps, this one included, count as new where new ones come first (max_new, half_new) and are drawn at random; only the rest comes from the whole buffer. 1 in the paper, 10 in its code.</source>
            <translation>Aufgaben aus so vielen letzten Schritten, dieser mitgezählt, gelten als neu, wo neue zuerst kommen (max_new, half_new), und werden zufällig gezogen; nur der Rest kommt aus dem ganzen Puffer. 1 im Artikel, 10 in seinem Code.</translation>
        </message>
        <message>
            <source>Which valid tasks enter their buffer and the solver's batch, by the share s of rollouts that solve them: all (the paper), those with s below 1, or those with s between 0 and 1. Rewards do not change.</source>
            <translation>Welche gültigen Aufgaben in ihren Puffer und den Stapel zum Lösen kommen, nach dem Anteil s der Versuche, die sie lösen: alle (der Artikel), die mit s unter 1 oder die mit s zwischen 0 und 1. Belohnungen ändern sich nicht.</translation>
        </message>
        <message>
            <source>From this step on some proposals must build on functions of earlier tasks; 0 or -1 is never, as in the paper's main runs. Not for the nano model, which has no words for it.</source>
            <translation>Von diesem Schritt an müssen manche Vorschläge auf Funktionen früherer Aufgaben bauen; 0 oder -1 heißt nie, wie in den Hauptläufen des Artikels. Nicht für das nano-Modell, das keine Worte dafür hat.</translation>
        </message>
        <message>
            <source>Chance that a proposal of deduction or abduction is asked to build on given functions.</source>
            <translation>Wahrscheinlichkeit, dass ein Vorschlag für Deduktion oder Abduktion auf gegebene Funktionen bauen soll.</translation>
        </message>
        <message>
            <source>Fewest given functions of a composite proposal.</source>
            <translation>Kleinste Zahl gegebener Funktionen eines zusammengesetzten Vorschlags.</translation>
        </message>
        <message>
            <source>Most given functions of a composite proposal; the number between is drawn uniformly.</source>
            <translation>Größte Zahl gegebener Funktionen eines zusammengesetzten Vorschlags; dazwischen wird gleichmäßig gezogen.</translation>
        </message>
        <message>
            <source>Whether composite_chance and the largest number stay, or grow from composite_start_step on: by composite_increment and by one function from composite_min on, every composite_interval steps.</source>
            <translation>Ob composite_chance und die größte Zahl gleich bleiben oder ab composite_start_step wachsen: um composite_increment und, von composite_min an, um eine Funktion je composite_interval Schritte.</translation>
        </message>
        <message>
            <source>Steps between two increments of a linear composite schedule.</source>
            <translation>Schritte zwischen zwei Erhöhungen eines linearen Plans für Zusammengesetztes.</translation>
        </message>
        <message>
            <source>What a linear composite schedule adds to the chance at each increment.</source>
            <translation>Was ein linearer Plan für Zusammengesetztes bei jeder Erhöhung zur Wahrscheinlichkeit addiert.</translation>
        </message>
        <message>
            <source>The chance at which a linear composite schedule ends.</source>
            <translation>Die Wahrscheinlichkeit, bei der ein linearer Plan für Zusammengesetztes endet.</translation>
        </message>
        <message>
            <source>Processor time of one run. The paper: 10.</source>
            <translation>Rechenzeit einer Ausführung. Im Artikel: 10.</translation>
        </message>
        <message>
            <source>Share of executor.cpu_seconds that a run of a proposal may need: near the limit an answer's verdict would depend on luck. The paper: 1, which leaves its 10 s.</source>
            <translation>Anteil von executor.cpu_seconds, den eine Ausführung eines Vorschlags brauchen darf: Nahe der Grenze hinge das Urteil über eine Antwort vom Glück ab. Im Artikel: 1, was seine 10 s lässt.</translation>
        </message>
        <message>
            <source>Tasks a buffer holds. The paper: 16384.</source>
            <translation>Aufgaben, die ein Puffer fasst. Im Artikel: 16384.</translation>
        </message>
        <message>
            <source>What a valid proposal earns that nobody or everybody solves: 0 as the paper writes, or the wrong penalty as its code does.</source>
            <translation>Was ein gültiger Vorschlag verdient, den niemand oder jeder löst: 0 wie im Artikel oder die Strafe für Falsches wie in dessen Code.</translation>
        </message>
        <message>
            <source>A proposer's reward for a solve rate s: 1 - s (the paper), or 4 s (1 - s), which is highest at one half.</source>
            <translation>Belohnung eines Vorschlags bei Lösungsrate s: 1 - s (Artikel) oder 4 s (1 - s), am höchsten bei der Hälfte.</translation>
        </message>
        <message>
            <source>An induction answer earns 1 when all hidden pairs match, the share of them, or 1 when one matches.</source>
            <translation>Eine Induktionsantwort verdient 1, wenn alle verdeckten Paare stimmen, deren Anteil, oder 1, wenn eines stimmt.</translation>
        </message>
        <message>
            <source>Reward of a well formed completion that earns nothing. The paper: -0.5.</source>
            <translation>Belohnung einer wohlgeformten Antwort, die nichts verdient. Im Artikel: -0.5.</translation>
        </message>
        <message>
            <source>Reward of a malformed completion or an invalid task. The paper: -1.</source>
            <translation>Belohnung einer missgeformten Antwort oder ungültigen Aufgabe. Im Artikel: -1.</translation>
        </message>
        <message>
            <source>A proposer's reward shrinks once this many recent tasks share its operators and types; 0 is off. A departure from the paper.</source>
            <translation>Die Belohnung eines Vorschlags schrumpft, sobald so viele neuere Aufgaben seine Operatoren und Typen teilen; 0 ist aus. Eine Abweichung vom Artikel.</translation>
        </message>
        <message>
            <source>How complexity, distance and diversity join a proposer's reward. The paper found no gain in them.</source>
            <translation>Wie Komplexität, Abstand und Vielfalt in die Belohnung eines Vorschlags eingehen. Der Artikel fand darin keinen Gewinn.</translation>
        </message>
        <message>
            <source>Weight of cognitive complexity.</source>
            <translation>Gewicht der kognitiven Komplexität.</translation>
        </message>
        <message>
            <source>Weight of the Halstead measure.</source>
            <translation>Gewicht des Halstead-Maßes.</translation>
        </message>
        <message>
            <source>Weight of the edit distance between a program and its references.</source>
            <translation>Gewicht des Editierabstands zwischen einem Programm und seinen Beispielen.</translation>
        </message>
        <message>
            <source>Weight of how rare a task's answer is in its buffer.</source>
            <translation>Gewicht der Seltenheit der Antwort einer Aufgabe in ihrem Puffer.</translation>
        </message>
        <message>
            <source>Whether mean and deviation count every sample once, or every token, so that long answers weigh more.</source>
            <translation>Ob Mittel und Streuung jede Antwort einmal zählen oder jedes Token, so dass lange Antworten mehr wiegen.</translation>
        </message>
        <message>
            <source>What a proposal's reward is compared with: the mean of its stream (TRR++), or of the proposals with the same type of argument and structure (a departure; induction: the same structure of the given program), so that no such class crowds out the others.</source>
            <translation>Womit die Belohnung eines Vorschlags verglichen wird: mit dem Mittel seines Stroms (TRR++) oder der Vorschläge mit gleichem Argumenttyp und Aufbau (eine Abweichung; Induktion: gleicher Aufbau des gegebenen Programms), damit keine solche Klasse die anderen verdrängt.</translation>
        </message>
        <message>
            <source>What a solver's reward is compared with: the mean of its stream (TRR++), or of its task (a departure).</source>
            <translation>Womit die Belohnung einer Lösung verglichen wird: mit dem Mittel ihres Stroms (TRR++) oder ihrer Aufgabe (eine Abweichung).</translation>
        </message>
        <message>
            <source>Scales the advantages of proposals. The paper: 1. At 0 they stay in the batch, with entropy bonus, pull to the start and weight in the average; selfplay.train_proposer takes them out.</source>
            <translation>Skaliert die Vorteile der Vorschläge. Im Artikel: 1. Bei 0 bleiben sie im Stapel, mit Entropiebonus, Zug zum Anfang und Gewicht im Mittel; selfplay.train_proposer nimmt sie heraus.</translation>
        </message>
        <message>
            <source>Scales the advantages of attempts.</source>
            <translation>Skaliert die Vorteile der Versuche.</translation>
        </message>
        <message>
            <source>How far below 1 the policy ratio still counts (PPO).</source>
            <translation>Wie weit unter 1 das Verhältnis der Strategien noch zählt (PPO).</translation>
        </message>
        <message>
            <source>How far above 1 the policy ratio still counts.</source>
            <translation>Wie weit über 1 das Verhältnis der Strategien noch zählt.</translation>
        </message>
        <message>
            <source>Bounds the loss of bad samples whose ratio grew; 3 in some work, 0 is off.</source>
            <translation>Begrenzt den Verlust schlechter Antworten mit gewachsenem Verhältnis; 3 in manchen Arbeiten, 0 ist aus.</translation>
        </message>
        <message>
            <source>Rewards an undecided policy. The paper: 0.001.</source>
            <translation>Belohnt eine unentschiedene Strategie. Im Artikel: 0.001.</translation>
        </message>
        <message>
            <source>Average of the loss over all response tokens, or over sequences first.</source>
            <translation>Mittel des Verlusts über alle Antwort-Token oder zuerst über Folgen.</translation>
        </message>
        <message>
            <source>Pulls the proposals alone back to the weights that the run started from, so that they stay as varied; 0 is off. A departure from the paper.</source>
            <translation>Zieht nur die Vorschläge zu den Gewichten zurück, mit denen der Lauf begann, damit sie so vielfältig bleiben; 0 ist aus. Eine Abweichung vom Artikel.</translation>
        </message>
        <message>
            <source>Pulls the policy back to the weights it started from; 0 is off, as in the paper.</source>
            <translation>Zieht die Strategie zu den Anfangsgewichten zurück; 0 ist aus, wie im Artikel.</translation>
        </message>
        <message>
            <source>Tokens that go through the model at once; a matter of memory, not of the result.</source>
            <translation>Token, die auf einmal durch das Modell gehen; eine Frage des Speichers, nicht des Ergebnisses.</translation>
        </message>
        <message>
            <source>Step size of AdamW. The paper: 1e-6 for 7B. nano holds 8e-4 with loss.proposer_kl and advantage.proposer_baseline=class; without them it collapses above 3e-4.</source>
            <translation>Schrittweite von AdamW. Im Artikel: 1e-6 für 7B. nano verträgt 8e-4 mit loss.proposer_kl und advantage.proposer_baseline=class; ohne sie bricht es über 3e-4 zusammen.</translation>
        </message>
        <message>
            <source>The learning rate falls in a straight line to this share of itself.</source>
            <translation>Die Lernrate fällt geradlinig auf diesen Anteil ihrer selbst.</translation>
        </message>
        <message>
            <source>Steps over which the learning rate falls; 0 keeps it constant.</source>
            <translation>Schritte, über die die Lernrate fällt; 0 hält sie konstant.</translation>
        </message>
        <message>
            <source>Steps over which the learning rate rises from 0.</source>
            <translation>Schritte, über die die Lernrate von 0 ansteigt.</translation>
        </message>
        <message>
            <source>Memory of the gradient's mean.</source>
            <translation>Gedächtnis für das Mittel des Gradienten.</translation>
        </message>
        <message>
            <source>Memory of the gradient's square.</source>
            <translation>Gedächtnis für das Quadrat des Gradienten.</translation>
        </message>
        <message>
            <source>Keeps AdamW's division away from zero.</source>
            <translation>Hält die Division von AdamW von null fern.</translation>
        </message>
        <message>
            <source>Share of a weight that a step takes away.</source>
            <translation>Anteil eines Gewichts, den ein Schritt wegnimmt.</translation>
        </message>
        <message>
            <source>Longest gradient that is applied; 0 does not clip.</source>
            <translation>Längster Gradient, der angewandt wird; 0 kürzt nicht.</translation>
        </message>
        <message>
            <source>Optimiser steps into which a training step's batch is cut, each averaged over its own tokens, all against the same old log-probabilities. The reference: 3, of 128 samples each. The learning rate's schedule counts training steps. A batch of fewer samples is cut into single ones.</source>
            <translation>Optimierschritte, in die der Stapel eines Trainingsschritts zerlegt wird, jeder über seine eigenen Token gemittelt, alle gegen dieselben alten logarithmischen Wahrscheinlichkeiten. In der Referenz: 3 zu je 128 Stichproben. Der Verlauf der Lernrate zählt Trainingsschritte. Ein Stapel mit weniger Stichproben wird in einzelne zerlegt.</translation>
        </message>
        <message>
            <source>What a mini-batch is cut from: the samples kind by kind (abduction, deduction, induction), as the reference lays them out on one device, or dealt out in turn, so that each has its share of all streams.</source>
            <translation>Woraus ein Teilstapel geschnitten wird: die Stichproben Art für Art (Abduktion, Deduktion, Induktion), wie die Referenz sie auf einem Gerät anordnet, oder reihum verteilt, sodass jeder seinen Anteil aller Ströme hat.</translation>
        </message>
        <message>
            <source>Passes over a training step's batch. The paper and its reference: 1.</source>
            <translation>Durchgänge durch den Stapel eines Trainingsschritts. Im Artikel und seiner Referenz: 1.</translation>
        </message>
        <message>
            <source>What the policy ratio compares with: the log-probabilities that sampling recorded (a departure), or those that the trainer computes before the first optimiser step, as the reference does, which takes a forward pass more.</source>
            <translation>Womit das Verhältnis der Strategien vergleicht: mit den logarithmischen Wahrscheinlichkeiten, die beim Ziehen festgehalten wurden (eine Abweichung), oder mit denen, die das Training vor dem ersten Optimierschritt berechnet, wie die Referenz; das kostet einen Vorwärtsdurchgang mehr.</translation>
        </message>
        <message>
            <source>Proposals are trained on. Off: they are made, rewarded and admitted to the buffers, but no part of the update (an ablation of the paper).</source>
            <translation>Auf Vorschlägen wird trainiert. Aus: Sie werden gemacht, belohnt und in die Puffer aufgenommen, gehen aber nicht in den Trainingsschritt ein (eine Ablation des Artikels).</translation>
        </message>
        <message>
            <source>The first steps make no proposals and train the solver on the buffers alone (the reference's pretrain_pred_steps). The paper: 0.</source>
            <translation>Die ersten Schritte machen keine Vorschläge und trainieren das Lösen allein auf den Puffern (pretrain_pred_steps der Referenz). Im Artikel: 0.</translation>
        </message>
        <message>
            <source>Sharpness of sampling for proposals and for the attempts that train the solver; the loss has its log-probabilities at the temperature of each sample. The rollouts that estimate learnability are drawn at 1 whatever this says. The paper: 1.</source>
            <translation>Schärfe der Stichproben für Vorschläge und für die Versuche, die das Lösen trainieren; der Verlust nimmt seine logarithmischen Wahrscheinlichkeiten bei der Temperatur jeder Stichprobe. Die Versuche, die die Lernbarkeit schätzen, werden immer bei 1 gezogen. Im Artikel: 1.</translation>
        </message>
        <message>
            <source>Samples from the likeliest tokens of this joint share. Log-probabilities are those of the whole distribution all the same. The paper: 1.</source>
            <translation>Zieht aus den wahrscheinlichsten Token mit diesem gemeinsamen Anteil. Logarithmische Wahrscheinlichkeiten sind trotzdem die der ganzen Verteilung. Im Artikel: 1.</translation>
        </message>
        <message>
            <source>Samples from this many tokens; 0 from all. Log-probabilities are those of the whole distribution all the same.</source>
            <translation>Zieht aus so vielen Token; 0 aus allen. Logarithmische Wahrscheinlichkeiten sind trotzdem die der ganzen Verteilung.</translation>
        </message>
        <message>
            <source>top_p and top_k apply to the rollouts that estimate learnability, too. A departure from the paper.</source>
            <translation>top_p und top_k gelten auch für die Versuche, die die Lernbarkeit schätzen. Eine Abweichung vom Artikel.</translation>
        </message>
        <message>
            <source>Sequences that are decoded together.</source>
            <translation>Folgen, die gemeinsam erzeugt werden.</translation>
        </message>
        <message>
            <source>The Python interpreter that runs programs. Empty: the newest python3 that is found.</source>
            <translation>Der Python-Interpreter, der Programme ausführt. Leer: das neueste python3, das sich findet.</translation>
        </message>
        <message>
            <source>Worker processes; 0 is one per core.</source>
            <translation>Arbeiterprozesse; 0 ist einer je Kern.</translation>
        </message>
        <message>
            <source>Time by the clock after which a run is killed, whatever it does. 0: four times cpu_seconds, at least 5.</source>
            <translation>Zeit nach der Uhr, nach der eine Ausführung abgebrochen wird, was immer sie tut. 0: das Vierfache von cpu_seconds, mindestens 5.</translation>
        </message>
        <message>
            <source>Memory of one worker.</source>
            <translation>Speicher eines Arbeiters.</translation>
        </message>
        <message>
            <source>Runs of a proposal that must agree, each with another hash seed (j). The paper: 2.</source>
            <translation>Ausführungen eines Vorschlags, die übereinstimmen müssen, jede mit anderem Hash-Startwert (j). Im Artikel: 2.</translation>
        </message>
        <message>
            <source>Modules a program may import: a list of harmless ones, or all but those the paper bans.</source>
            <translation>Module, die ein Programm importieren darf: eine Liste harmloser oder alle außer den im Artikel verbotenen.</translation>
        </message>
        <message>
            <source>True and 1, or 1 and 1.0, are different answers.</source>
            <translation>True und 1 oder 1 und 1.0 sind verschiedene Antworten.</translation>
        </message>
        <message>
            <source>Isolation that the sandbox must reach; auto takes the strongest this machine allows.</source>
            <translation>Abschottung, die die Sandbox erreichen muss; auto nimmt die stärkste, die dieser Rechner erlaubt.</translation>
        </message>
        <message>
            <source>While the executor is idle, mutated attacks and tasks of this run are tried on a pool of their own; one that is rewarded there and not in a process of its own pauses the run, with lines that repeat it.</source>
            <translation>Solange die Ausführung nichts zu tun hat, werden abgewandelte Angriffe und Aufgaben dieses Laufs an einem eigenen Pool versucht; was dort belohnt wird und in einem eigenen Prozess nicht, hält den Lauf an, mit Zeilen, die es wiederholen.</translation>
        </message>
        <message>
            <source>Steps between two measurements of held-out accuracy; 0 only before and after.</source>
            <translation>Schritte zwischen zwei Messungen der zurückgehaltenen Genauigkeit; 0 nur davor und danach.</translation>
        </message>
        <message>
            <source>Items of the development suite that are tried, for each kind.</source>
            <translation>Aufgaben der Entwicklungssammlung, die versucht werden, je Art.</translation>
        </message>
        <message>
            <source>Published suites that are measured as well, greedily, before the run, with every evaluation and after it: names as azr-studio suites lists them, or files, parted by commas. The best checkpoint is then the one that the first of them says is better than the best before, by an interval above zero. Empty: none.</source>
            <translation>Veröffentlichte Sammlungen, die ebenfalls gemessen werden, ohne Zufall, vor dem Lauf, bei jeder Messung und danach: Namen, wie azr-studio suites sie nennt, oder Dateien, durch Kommas getrennt. Der beste Sicherungspunkt ist dann der, der nach der ersten von ihnen besser ist als der beste zuvor, mit einem Intervall über null. Leer: keine.</translation>
        </message>
        <message>
            <source>Where the files of published suites lie. Empty: azr-studio/suites in the user's data folder.</source>
            <translation>Wo die Dateien veröffentlichter Sammlungen liegen. Leer: azr-studio/suites im Datenordner des Benutzers.</translation>
        </message>
        <message>
            <source>Items of each kind of each published suite that are tried, from its beginning; 0 is all of them.</source>
            <translation>Aufgaben jeder Art jeder veröffentlichten Sammlung, die versucht werden, von ihrem Anfang an; 0 sind alle.</translation>
        </message>
        <message>
            <source>there is no evaluation of this key</source>
            <translation>es gibt keine Auswertung mit diesem Schlüssel</translation>
        </message>
        <message>
            <source>Steps between two checkpoints; 0 goes by time alone.</source>
            <translation>Schritte zwischen zwei Sicherungspunkten; 0 geht nur nach der Zeit.</translation>
        </message>
        <message>
            <source>Time between two checkpoints; 0 goes by steps alone.</source>
            <translation>Zeit zwischen zwei Sicherungspunkten; 0 geht nur nach Schritten.</translation>
        </message>
        <message>
            <source>Checkpoints that are kept beside the best one.</source>
            <translation>Sicherungspunkte, die neben dem besten bleiben.</translation>
        </message>
        <message>
            <source>Alert below this share of valid proposals.</source>
            <translation>Warnung unter diesem Anteil gültiger Vorschläge.</translation>
        </message>
        <message>
            <source>Alert above this share of proposals that nearly equal a recent task.</source>
            <translation>Warnung über diesem Anteil von Vorschlägen, die fast einer neueren Aufgabe gleichen.</translation>
        </message>
        <message>
            <source>Alert above this share of completions cut at the length limit.</source>
            <translation>Warnung über diesem Anteil von Antworten, die an der Längengrenze abgeschnitten sind.</translation>
        </message>
        <message>
            <source>Alert above this share of tasks whose answer can be guessed.</source>
            <translation>Warnung über diesem Anteil von Aufgaben, deren Antwort sich raten lässt.</translation>
        </message>
        <message>
            <source>Alert when the entropy falls below this share of the first step's.</source>
            <translation>Warnung, wenn die Entropie unter diesen Anteil der des ersten Schritts fällt.</translation>
        </message>
        <message>
            <source>Steps averaged before an alert is raised.</source>
            <translation>Schritte, über die vor einer Warnung gemittelt wird.</translation>
        </message>
        <message>
            <source>An alert pauses the run.</source>
            <translation>Eine Warnung hält den Lauf an.</translation>
        </message>
        <message>
            <source>Latest steps whose completions are kept token by token, with the log-probability that the sampler gave each; 0 keeps none. Older ones can be worked out again from a checkpoint.</source>
            <translation>Letzte Schritte, deren Antworten Token für Token aufbewahrt werden, mit der Log-Wahrscheinlichkeit, die der Sampler jedem gab; 0 bewahrt keine auf. Ältere lassen sich aus einem Sicherungspunkt nachrechnen.</translation>
        </message>
        <message>
            <source>A folder into which the metrics of each finished step are written for TensorBoard, in a folder of this run's own; a relative one lies in the workspace. Empty: none.</source>
            <translation>Ein Ordner, in den die Messwerte jedes fertigen Schritts für TensorBoard geschrieben werden, in einen eigenen Ordner dieses Laufs; ein relativer liegt im Arbeitsbereich. Leer: keiner.</translation>
        </message>
        <message>
            <source>Rank of the low-rank adapters (LoRA) that are trained instead of the weights; 0 trains all weights.</source>
            <translation>Rang der Adapter (LoRA), die statt der Gewichte trainiert werden; 0 trainiert alle Gewichte.</translation>
        </message>
        <message>
            <source>The adapters' part counts alpha / rank times; often twice the rank.</source>
            <translation>Der Anteil der Adapter zählt Alpha / Rang Mal; oft das Doppelte des Rangs.</translation>
        </message>
        <message>
            <source>Share of an adapter's input that is left out while training.</source>
            <translation>Anteil der Eingabe eines Adapters, der beim Training wegbleibt.</translation>
        </message>
        <message>
            <source>Which matrices get adapters: all-linear, or a list of q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj, parted by commas.</source>
            <translation>Welche Matrizen Adapter bekommen: all-linear oder eine durch Kommas getrennte Liste aus q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj.</translation>
        </message>
        <message>
            <source>Keep each block's input alone and compute the rest again on the way back (gradient checkpointing): less memory, about a third more work.</source>
            <translation>Nur die Eingabe jedes Blocks behalten und den Rest auf dem Rückweg neu rechnen (Gradient Checkpointing): weniger Speicher, etwa ein Drittel mehr Arbeit.</translation>
        </message>
        <message>
            <source>How AdamW keeps its two moments: exactly, or in blocks of 8-bit numbers, a quarter of the memory.</source>
            <translation>Wie AdamW seine zwei Momente aufbewahrt: genau oder in Blöcken von 8-Bit-Zahlen, einem Viertel des Speichers.</translation>
        </message>
        <message>
            <source>A real model of 0.1 to 1.5 billion parameters on one machine: adapters (LoRA), few-shot prompts, small batches.</source>
            <translation>Ein echtes Modell mit 0,1 bis 1,5 Milliarden Parametern auf einem Rechner: Adapter (LoRA), Prompts mit Beispielen, kleine Stapel.</translation>
        </message>
        <message>
            <source>The built-in model on two cores, with safeguards against collapse.</source>
            <translation>Das eingebaute Modell auf zwei Kernen, mit Sicherungen gegen den Zusammenbruch.</translation>
        </message>
        <message>
            <source>The paper's algorithm without departures, at the sizes of the built-in model.</source>
            <translation>Der Algorithmus des Artikels ohne Abweichungen, in den Größen des eingebauten Modells.</translation>
        </message>
        <message>
            <source>A real model of 0.1 to 1.5 billion parameters on one machine: few-shot prompts, small batches.</source>
            <translation>Ein echtes Modell mit 0,1 bis 1,5 Milliarden Parametern auf einem Rechner: Prompts mit Beispielen, kleine Stapel.</translation>
        </message>
        <message>
            <source>The paper's values for a 7 billion parameter model; needs a large accelerator.</source>
            <translation>Die Werte des Artikels für ein Modell mit 7 Milliarden Parametern; braucht einen großen Beschleuniger.</translation>
        </message>
        <message>
            <source>Programs run in their own namespaces behind seccomp, Landlock and a cgroup.</source>
            <translation>Programme laufen in eigenen Namensräumen hinter seccomp, Landlock und einer cgroup.</translation>
        </message>
        <message>
            <source>Programs run in their own namespaces behind seccomp; no cgroup limits the jail as a whole.</source>
            <translation>Programme laufen in eigenen Namensräumen hinter seccomp; keine cgroup begrenzt das Ganze.</translation>
        </message>
        <message>
            <source>This system forbids user namespaces: programs run behind seccomp, Landlock and resource limits.</source>
            <translation>Dieses System verbietet Benutzer-Namensräume: Programme laufen hinter seccomp, Landlock und Ressourcengrenzen.</translation>
        </message>
        <message>
            <source>Only resource limits hold programs back. Run nothing here that you would not run yourself.</source>
            <translation>Nur Ressourcengrenzen halten Programme zurück. Führen Sie hier nichts aus, was Sie nicht selbst ausführen würden.</translation>
        </message>
        <message>
            <source>No isolation: programs are refused.</source>
            <translation>Keine Abschottung: Programme werden abgelehnt.</translation>
        </message>
        <message>
            <source>file system</source>
            <translation>Dateisystem</translation>
        </message>
        <message>
            <source>namespaces</source>
            <translation>Namensräume</translation>
        </message>
        <message>
            <source>capabilities</source>
            <translation>Rechte</translation>
        </message>
        <message>
            <source>memory and processes</source>
            <translation>Speicher und Prozesse</translation>
        </message>
        <message>
            <source>file metadata</source>
            <translation>Dateiangaben</translation>
        </message>
        <message>
            <source>programs can ask for names, sizes and owners of this machine&apos;s files</source>
            <translation>Programme können nach Namen, Größen und Besitzern der Dateien dieses Rechners fragen</translation>
        </message>
        <message>
            <source>only the interpreter&apos;s own</source>
            <translation>nur die des Interpreters</translation>
        </message>
        <message>
            <source>hidden; visible to programs that run with the paper&apos;s imports</source>
            <translation>verborgen; sichtbar für Programme, die mit den Importen des Artikels laufen</translation>
        </message>
        <message>
            <source>two filters</source>
            <translation>zwei Filter</translation>
        </message>
        <message>
            <source>none left</source>
            <translation>keine übrig</translation>
        </message>
        <message>
            <source>user, mount, pid, network, ipc, uts</source>
            <translation>Benutzer, Dateisysteme, Prozesse, Netz, IPC, UTS</translation>
        </message>
        <message>
            <source>tmpfs root, read-only standard library</source>
            <translation>Wurzel im tmpfs, Standardbibliothek nur lesbar</translation>
        </message>
        <message>
            <source>a program is rewarded in the pool and not alone; these lines repeat it</source>
            <translation>ein Programm wird im Pool belohnt und allein nicht; diese Zeilen wiederholen es</translation>
        </message>
        <message>
            <source>a program comes out otherwise in the pool than alone; these lines repeat it</source>
            <translation>ein Programm endet im Pool anders als allein; diese Zeilen wiederholen es</translation>
        </message>
        <message>
            <source>the red team cannot work</source>
            <translation>das rote Team kann nicht arbeiten</translation>
        </message>
        <message>
            <source>version %1</source>
            <translation>Version %1</translation>
        </message>
        <message>
            <source>already trained in step %1; it left its buffer, but cannot be untrained</source>
            <translation>schon in Schritt %1 trainiert; sie hat ihren Puffer verlassen, doch das Training lässt sich nicht zurücknehmen</translation>
        </message>
        <message>
            <source>step %1 is being trained on it; it will not enter its buffer</source>
            <translation>Schritt %1 trainiert gerade daran; in ihren Puffer kommt sie nicht</translation>
        </message>
        <message>
            <source>dropped from the batch of step %1</source>
            <translation>aus dem Stapel von Schritt %1 genommen</translation>
        </message>
        <message>
            <source>dropped from its buffer</source>
            <translation>aus ihrem Puffer genommen</translation>
        </message>
        <message>
            <source>the task is in no buffer and in no batch: it was refused, evicted or vetoed</source>
            <translation>die Aufgabe ist in keinem Puffer und in keinem Stapel: Sie wurde abgelehnt, verdrängt oder mit Veto belegt</translation>
        </message>
        <message>
            <source>task %1</source>
            <translation>Aufgabe %1</translation>
        </message>
        <message>
            <source>evaluated after step %1</source>
            <translation>nach Schritt %1 gemessen</translation>
        </message>
        <message>
            <source>checkpoint of step %1</source>
            <translation>Sicherungspunkt von Schritt %1</translation>
        </message>
        <message>
            <source>this run has no held-out suite</source>
            <translation>dieser Lauf hat keine zurückgehaltenen Aufgaben</translation>
        </message>
        <message>
            <source>the run ended first</source>
            <translation>der Lauf endete vorher</translation>
        </message>
        <message>
            <source>a run is at work already</source>
            <translation>es läuft schon ein Lauf</translation>
        </message>
        <message>
            <source>the vocabulary has no token for</source>
            <translation>Das Vokabular hat kein Token für</translation>
        </message>
        <message>
            <source>the prompt is longer than prompt.prompt_limit</source>
            <translation>Die Frage ist länger als prompt.prompt_limit</translation>
        </message>
        <message>
            <source>no run is at work</source>
            <translation>es läuft kein Lauf</translation>
        </message>
        <message>
            <source>this folder cannot be written</source>
            <translation>in diesen Ordner kann nicht geschrieben werden</translation>
        </message>
        <message>
            <source>choose another workspace</source>
            <translation>einen anderen Arbeitsbereich wählen</translation>
        </message>
        <message>
            <source>stop it first</source>
            <translation>ihn zuerst beenden</translation>
        </message>
        <message>
            <source>start or resume one</source>
            <translation>einen starten oder fortsetzen</translation>
        </message>
        <message>
            <source>the checkpoint was read no further</source>
            <translation>der Checkpoint wurde nicht weiter gelesen</translation>
        </message>
        <message>
            <source>another fork is being made</source>
            <translation>es wird schon ein Lauf abgezweigt</translation>
        </message>
        <message>
            <source>wait for it, or cancel it</source>
            <translation>darauf warten oder es abbrechen</translation>
        </message>
        <message>
            <source>there is nothing to take back</source>
            <translation>es gibt nichts zurückzunehmen</translation>
        </message>
        <message>
            <source>nothing was taken back</source>
            <translation>nichts wurde zurückgenommen</translation>
        </message>
        <message>
            <source>this session takes nothing back</source>
            <translation>diese Sitzung nimmt nichts zurück</translation>
        </message>
        <message>
            <source>it stood so already</source>
            <translation>es stand schon so da</translation>
        </message>
        <message>
            <source>rule %1 is switched off, as this version refuses its condition</source>
            <translation>Regel %1 ist ausgeschaltet, weil diese Version ihre Bedingung ablehnt</translation>
        </message>
        <message>
            <source>too many checks are waiting</source>
            <translation>zu viele Prüfungen warten</translation>
        </message>
        <message>
            <source>wait for their results</source>
            <translation>auf ihre Ergebnisse warten</translation>
        </message>
        <message>
            <source>programs run at isolation level %1</source>
            <translation>Programme laufen auf Isolationsstufe %1</translation>
        </message>
        <message>
            <source>resumed from the checkpoint of step %1</source>
            <translation>fortgesetzt vom Sicherungspunkt des Schritts %1</translation>
        </message>
        <message>
            <source>the checkpoint of step %1 is whole</source>
            <translation>der Sicherungspunkt des Schritts %1 ist ganz</translation>
        </message>
        <message>
            <source>the checkpoint of step %1 was passed over</source>
            <translation>der Sicherungspunkt des Schritts %1 wurde übergangen</translation>
        </message>
        <message>
            <source>none of the run&apos;s checkpoints is whole; of the newest, step %1</source>
            <translation>keiner der Sicherungspunkte des Laufs ist ganz; vom neuesten, Schritt %1</translation>
        </message>
        <message>
            <source>the file differs from the checkpoint&apos;s manifest</source>
            <translation>die Datei weicht vom Verzeichnis des Sicherungspunkts ab</translation>
        </message>
        <message>
            <source>put a copy of a checkpoint back, or start a new run</source>
            <translation>eine Kopie eines Sicherungspunkts zurücklegen oder einen neuen Lauf starten</translation>
        </message>
        <message>
            <source>started over: there is no whole checkpoint</source>
            <translation>neu begonnen: Es gibt keinen ganzen Sicherungspunkt</translation>
        </message>
        <message>
            <source>the program ended while this run was at work</source>
            <translation>das Programm endete, während dieser Lauf arbeitete</translation>
        </message>
        <message>
            <source>the database can be written again; nothing was lost</source>
            <translation>in die Datenbank kann wieder geschrieben werden; nichts ging verloren</translation>
        </message>
        <message>
            <source>nothing to learn from in this step: no update</source>
            <translation>in diesem Schritt gibt es nichts zu lernen: keine Anpassung</translation>
        </message>
        <message>
            <source>database or disk is full</source>
            <translation>Datenbank oder Platte ist voll</translation>
        </message>
        <message>
            <source>free some disk space</source>
            <translation>Platz auf der Platte schaffen</translation>
        </message>
        <message>
            <source>free some space</source>
            <translation>Platz schaffen</translation>
        </message>
        <message>
            <source>%1 are free, a checkpoint needs %2</source>
            <translation>%1 sind frei, ein Sicherungspunkt braucht %2</translation>
        </message>
        <message>
            <source>file is not a database</source>
            <translation>die Datei ist keine Datenbank</translation>
        </message>
        <message>
            <source>database disk image is malformed</source>
            <translation>die Datenbankdatei ist beschädigt</translation>
        </message>
        <message>
            <source>put a copy of it in its place, or move it away to begin anew</source>
            <translation>eine Sicherung an ihre Stelle legen oder sie wegräumen, um neu zu beginnen</translation>
        </message>
        <message>
            <source>the database has version %1, this program reads %2</source>
            <translation>die Datenbank hat Version %1, dieses Programm liest %2</translation>
        </message>
        <message>
            <source>the database has version %1, this program knows %2</source>
            <translation>die Datenbank hat Version %1, dieses Programm kennt %2</translation>
        </message>
        <message>
            <source>open it with a newer AZR Studio</source>
            <translation>mit einem neueren AZR Studio öffnen</translation>
        </message>
        <message>
            <source>share of valid proposals is %1 over the last %2 steps (bar %3)</source>
            <translation>Anteil gültiger Vorschläge: %1 über die letzten %2 Schritte (Grenze %3)</translation>
        </message>
        <message>
            <source>share of valid proposals is back at %1 over the last %2 steps (bar %3)</source>
            <translation>Anteil gültiger Vorschläge wieder bei %1 über die letzten %2 Schritte (Grenze %3)</translation>
        </message>
        <message>
            <source>share of near-duplicates is %1 over the last %2 steps (bar %3)</source>
            <translation>Anteil von Beinahe-Dubletten: %1 über die letzten %2 Schritte (Grenze %3)</translation>
        </message>
        <message>
            <source>share of near-duplicates is back at %1 over the last %2 steps (bar %3)</source>
            <translation>Anteil von Beinahe-Dubletten wieder bei %1 über die letzten %2 Schritte (Grenze %3)</translation>
        </message>
        <message>
            <source>share of completions at the length cap is %1 over the last %2 steps (bar %3)</source>
            <translation>Anteil von Antworten an der Längengrenze: %1 über die letzten %2 Schritte (Grenze %3)</translation>
        </message>
        <message>
            <source>share of completions at the length cap is back at %1 over the last %2 steps (bar %3)</source>
            <translation>Anteil von Antworten an der Längengrenze wieder bei %1 über die letzten %2 Schritte (Grenze %3)</translation>
        </message>
        <message>
            <source>share of coin-flip tasks is %1 over the last %2 steps (bar %3)</source>
            <translation>Anteil ratbarer Aufgaben: %1 über die letzten %2 Schritte (Grenze %3)</translation>
        </message>
        <message>
            <source>share of coin-flip tasks is back at %1 over the last %2 steps (bar %3)</source>
            <translation>Anteil ratbarer Aufgaben wieder bei %1 über die letzten %2 Schritte (Grenze %3)</translation>
        </message>
        <message>
            <source>entropy is %1 over the last %2 steps (bar %3)</source>
            <translation>Entropie: %1 über die letzten %2 Schritte (Grenze %3)</translation>
        </message>
        <message>
            <source>entropy is back at %1 over the last %2 steps (bar %3)</source>
            <translation>Entropie wieder bei %1 über die letzten %2 Schritte (Grenze %3)</translation>
        </message>
        <message>
            <source>the model has no chat template</source>
            <translation>das Modell hat keine Chat-Vorlage</translation>
        </message>
        <message>
            <source>choose the prompt wrapper few-shot or r1</source>
            <translation>die Prompt-Hülle few-shot oder r1 wählen</translation>
        </message>
        <message>
            <source>the chat template cannot be rendered</source>
            <translation>die Chat-Vorlage lässt sich nicht auswerten</translation>
        </message>
        <message>
            <source>the chat template was stopped</source>
            <translation>die Chat-Vorlage wurde angehalten</translation>
        </message>
        <message>
            <source>the chat template does not show the user's text</source>
            <translation>die Chat-Vorlage zeigt den Text des Benutzers nicht</translation>
        </message>
        <message>
            <source>chat templates need Jinja2, which no Python here has</source>
            <translation>Chat-Vorlagen brauchen Jinja2, das kein Python hier hat</translation>
        </message>
        <message>
            <source>install python3-jinja2, or choose the prompt wrapper few-shot or r1</source>
            <translation>python3-jinja2 installieren oder die Prompt-Hülle few-shot oder r1 wählen</translation>
        </message>
        <message>
            <source>chat templates are rendered in the sandbox alone</source>
            <translation>Chat-Vorlagen werden nur in der Sandbox ausgewertet</translation>
        </message>
        <message>
            <source>write year, month and day, as in %1-%2-%3</source>
            <translation>Jahr, Monat und Tag schreiben, wie in %1-%2-%3</translation>
        </message>
        <message>
            <source>nothing of it was fetched</source>
            <translation>nichts davon wurde geladen</translation>
        </message>
        <message>
            <source>fetch the model again</source>
            <translation>das Modell noch einmal laden</translation>
        </message>
        <message>
            <source>the file it stands for is gone</source>
            <translation>die Datei, für die es steht, ist fort</translation>
        </message>
        <message>
            <source>the folder has no config.json and no GGUF file</source>
            <translation>der Ordner hat weder config.json noch eine GGUF-Datei</translation>
        </message>
        <message>
            <source>the blob that its manifest names is not there</source>
            <translation>die Datei, die sein Manifest nennt, ist nicht da</translation>
        </message>
        <message>
            <source>there is no such folder or file, and no model of that name on this machine</source>
            <translation>es gibt weder einen solchen Ordner oder eine solche Datei noch ein Modell dieses Namens auf diesem Rechner</translation>
        </message>
        <message>
            <source>the name stands for several models on this machine</source>
            <translation>der Name steht für mehrere Modelle auf diesem Rechner</translation>
        </message>
        <message>
            <source>A proposer's reward for a solve rate s: 1 - s between 0 and 1 (the paper), 4 s (1 - s), which is highest at one half, or 1 - s for every s, so that an unsolved task earns 1.</source>
            <translation>Belohnung des Vorschlagenden bei einer Lösungsrate s: 1 - s zwischen 0 und 1 (der Artikel), 4 s (1 - s), am höchsten bei der Hälfte, oder 1 - s für jedes s, sodass eine ungelöste Aufgabe 1 verdient.</translation>
        </message>
        <message>
            <source>How complexity, distance and diversity join a proposer's reward r, where it is positive: r + their sum, r x product, r + product (sum_multiply) or r x sum (multiply_sum). The paper found no gain in them.</source>
            <translation>Wie Komplexität, Abstand und Vielfalt zur Belohnung r des Vorschlagenden kommen, wo sie positiv ist: r + ihre Summe, r x Produkt, r + Produkt (sum_multiply) oder r x Summe (multiply_sum). Der Artikel fand keinen Gewinn darin.</translation>
        </message>
        <message>
            <source>Weight of cognitive complexity / 15, except for induction. The paper: 0.</source>
            <translation>Gewicht der kognitiven Komplexität / 15, außer bei Induktion. Der Artikel: 0.</translation>
        </message>
        <message>
            <source>The most that complexity adds, its weight included. The paper's code: 0.5.</source>
            <translation>Das Höchste, was die Komplexität hinzufügt, ihr Gewicht eingerechnet. Der Code des Artikels: 0.5.</translation>
        </message>
        <message>
            <source>Weight of the Halstead measure, except for induction. The paper: 0.</source>
            <translation>Gewicht des Halstead-Maßes, außer bei Induktion. Der Artikel: 0.</translation>
        </message>
        <message>
            <source>The most that the Halstead measure adds. The paper's code: 0.5.</source>
            <translation>Das Höchste, was das Halstead-Maß hinzufügt. Der Code des Artikels: 0.5.</translation>
        </message>
        <message>
            <source>Weight of the edit distance between a program and its references, except for induction. The paper: 0.</source>
            <translation>Gewicht des Editierabstands zwischen einem Programm und seinen Vorlagen, außer bei Induktion. Der Artikel: 0.</translation>
        </message>
        <message>
            <source>The most that the distance adds. The paper's code: 0.5.</source>
            <translation>Das Höchste, was der Abstand hinzufügt. Der Code des Artikels: 0.5.</translation>
        </message>
        <message>
            <source>Weight of how rare a task's answer is in its buffer: a deduction's output, an abduction's input. The paper: 0.</source>
            <translation>Gewicht der Seltenheit der Antwort in ihrem Puffer: bei Deduktion die Ausgabe, bei Abduktion die Eingabe. Der Artikel: 0.</translation>
        </message>
        <message>
            <source>The most that the rarity of the answer adds. The paper's code: 0.5.</source>
            <translation>Das Höchste, was die Seltenheit der Antwort hinzufügt. Der Code des Artikels: 0.5.</translation>
        </message>
        <message>
            <source>Induction: weight of how rare a task's inputs are among those of abduction. The paper: 0.</source>
            <translation>Induktion: Gewicht der Seltenheit der Eingaben unter denen der Abduktion. Der Artikel: 0.</translation>
        </message>
        <message>
            <source>The most that the rarity of an induction task's inputs adds. The paper's code: 0.5.</source>
            <translation>Das Höchste, was die Seltenheit der Eingaben einer Induktionsaufgabe hinzufügt. Der Code des Artikels: 0.5.</translation>
        </message>
        <message>
            <source>Induction: weight of how rare a task's outputs are among those of deduction. The paper: 0.</source>
            <translation>Induktion: Gewicht der Seltenheit der Ausgaben unter denen der Deduktion. Der Artikel: 0.</translation>
        </message>
        <message>
            <source>The most that the rarity of an induction task's outputs adds. The paper's code: 0.5.</source>
            <translation>Das Höchste, was die Seltenheit der Ausgaben einer Induktionsaufgabe hinzufügt. Der Code des Artikels: 0.5.</translation>
        </message>
        <message>
            <source>The values of the paper's code, at the sizes of the built-in model.</source>
            <translation>Die Werte des Codes zum Artikel, in den Größen des eingebauten Modells.</translation>
        </message>
        <message>
            <source>The values of the paper's code for a 7 billion parameter model; needs a large accelerator.</source>
            <translation>Die Werte des Codes zum Artikel für ein Modell mit 7 Milliarden Parametern; braucht eine große Grafikkarte.</translation>
        </message>
        <message>
            <source>Deduction alone: neither abduction nor induction.</source>
            <translation>Deduktion allein: weder Abduktion noch Induktion.</translation>
        </message>
        <message>
            <source>Without induction tasks.</source>
            <translation>Ohne Induktionsaufgaben.</translation>
        </message>
        <message>
            <source>Without abduction tasks.</source>
            <translation>Ohne Abduktionsaufgaben.</translation>
        </message>
        <message>
            <source>Proposers see no earlier tasks.</source>
            <translation>Vorschlagende sehen keine früheren Aufgaben.</translation>
        </message>
        <message>
            <source>The solver alone is trained; proposals are made and rewarded, and left out of the update.</source>
            <translation>Nur der Löser wird trainiert; Vorschläge werden gemacht und bewertet, bleiben aber aus der Aktualisierung heraus.</translation>
        </message>
        <message>
            <source>Half of the proposals build on one to three functions of earlier tasks.</source>
            <translation>Die Hälfte der Vorschläge baut auf ein bis drei Funktionen früherer Aufgaben auf.</translation>
        </message>
        <message>
            <source>A reward for cognitive complexity is added to the proposer's.</source>
            <translation>Zur Belohnung des Vorschlagenden kommt eine für kognitive Komplexität.</translation>
        </message>
        <message>
            <source>A reward for the Halstead measure is added to the proposer's.</source>
            <translation>Zur Belohnung des Vorschlagenden kommt eine für das Halstead-Maß.</translation>
        </message>
        <message>
            <source>A reward for the distance to the references is added to the proposer's.</source>
            <translation>Zur Belohnung des Vorschlagenden kommt eine für den Abstand zu den Vorlagen.</translation>
        </message>
        <message>
            <source>A reward for rare answers is added to the proposer's; for induction, for rare inputs and outputs.</source>
            <translation>Zur Belohnung des Vorschlagenden kommt eine für seltene Antworten; bei Induktion für seltene Ein- und Ausgaben.</translation>
        </message>
        <message>
            <source>no held-out accuracy and no best checkpoint: evaluation.suite is none</source>
            <translation>keine gemessene Genauigkeit und kein bester Checkpoint: evaluation.suite ist none</translation>
        </message>
        <message>
            <source>write year, month and day, as in 2024-07-26</source>
            <translation>Jahr, Monat und Tag schreiben, etwa 2024-07-26</translation>
        </message>
        <message>
            <source>this field cannot change while the run trains</source>
            <translation>diese Einstellung kann sich nicht ändern, während der Lauf trainiert</translation>
        </message>
        <message>
            <source>choose another prompt.wrapper and model, or 0</source>
            <translation>einen anderen prompt.wrapper und ein anderes Modell wählen, oder 0</translation>
        </message>
        <message>
            <source>induction takes its programs from the other kinds</source>
            <translation>Induktion nimmt ihre Programme von den anderen Arten</translation>
        </message>
        <message>
            <source>is less than executor.cpu_seconds</source>
            <translation>ist kleiner als executor.cpu_seconds</translation>
        </message>
        <message>
            <source>is more than selfplay.composite_max</source>
            <translation>ist größer als selfplay.composite_max</translation>
        </message>
        <message>
            <source>is not a JSON object</source>
            <translation>ist kein JSON-Objekt</translation>
        </message>
        <message>
            <source>make fewer mini-batches, or more proposals or attempts a step</source>
            <translation>weniger Mini-Stapel wählen, oder mehr Vorschläge oder Versuche je Schritt</translation>
        </message>
        <message>
            <source>a step has %1 samples at most to cut</source>
            <translation>ein Schritt hat höchstens %1 Stichproben zu zerlegen</translation>
        </message>
        <message>
            <source>neither steps nor minutes between checkpoints are given</source>
            <translation>weder Schritte noch Minuten zwischen Sicherungspunkten sind angegeben</translation>
        </message>
        <message>
            <source>no kind of task is switched on</source>
            <translation>keine Art von Aufgaben ist eingeschaltet</translation>
        </message>
        <message>
            <source>switch on deduction or abduction too</source>
            <translation>auch Deduktion oder Abduktion einschalten</translation>
        </message>
        <message>
            <source>switch on deduction, abduction, induction or error</source>
            <translation>Deduktion, Abduktion, Induktion oder Fehler einschalten</translation>
        </message>
        <message>
            <source>the nano model's vocabulary has no words for given functions</source>
            <translation>der Wortschatz des Nano-Modells hat keine Wörter für gegebene Funktionen</translation>
        </message>
        <message>
            <source>run azr-studio doctor: the sandbox does not work</source>
            <translation>azr-studio doctor ausführen: Die Sandbox arbeitet nicht</translation>
        </message>
        <message>
            <source>put the original model back: the run's adapter fits no other</source>
            <translation>das ursprüngliche Modell zurücklegen: Der Adapter des Laufs passt zu keinem anderen</translation>
        </message>
        <message>
            <source>choose another folder, or overwrite with --force</source>
            <translation>einen anderen Ordner wählen, oder mit --force überschreiben</translation>
        </message>
        <message>
            <source>is there already</source>
            <translation>ist schon da</translation>
        </message>
        <message>
            <source>the tasks cannot be written</source>
            <translation>die Aufgaben lassen sich nicht schreiben</translation>
        </message>
        <message>
            <source>export the whole model</source>
            <translation>das ganze Modell exportieren</translation>
        </message>
        <message>
            <source>there is no adapter: all weights were trained</source>
            <translation>es gibt keinen Adapter: Alle Gewichte wurden trainiert</translation>
        </message>
        <message>
            <source>the folder's name makes no name of a Python package</source>
            <translation>der Name des Ordners ergibt keinen Namen eines Python-Pakets</translation>
        </message>
        <message>
            <source>no task is chosen: an environment needs some</source>
            <translation>keine Aufgabe ist ausgewählt: eine Umgebung braucht welche</translation>
        </message>
        <message>
            <source>no task is chosen: there would be nothing to load</source>
            <translation>keine Aufgabe ist ausgewählt: es gäbe nichts zu laden</translation>
        </message>
        <message>
            <source>is no base64</source>
            <translation>ist kein Base64</translation>
        </message>
        <message>
            <source>has no tokenizer.json</source>
            <translation>hat keine tokenizer.json</translation>
        </message>
        <message>
            <source>put the model the run started from back in its place</source>
            <translation>das Modell zurücklegen, von dem der Lauf ausging</translation>
        </message>
        <message>
            <source>export it as bfloat16 or float32</source>
            <translation>als bfloat16 oder float32 exportieren</translation>
        </message>
        <message>
            <source>build it again</source>
            <translation>neu bauen</translation>
        </message>
        <message>
            <source>build the engine and the program from the same source</source>
            <translation>Rechenkern und Programm aus derselben Quelle bauen</translation>
        </message>
        <message>
            <source>build the target azr_engine, or name its folder in AZR_ENGINE_DIR</source>
            <translation>das Ziel azr_engine bauen, oder seinen Ordner in AZR_ENGINE_DIR nennen</translation>
        </message>
        <message>
            <source>install LibTorch (libtorch1.13 and libopenblas0-openmp on Debian 12)</source>
            <translation>LibTorch installieren (libtorch1.13 und libopenblas0-openmp in Debian 12)</translation>
        </message>
        <message>
            <source>the engine library is missing</source>
            <translation>die Bibliothek des Rechenkerns fehlt</translation>
        </message>
        <message>
            <source>no chat template is opened</source>
            <translation>es ist keine Chat-Vorlage geöffnet</translation>
        </message>
        <message>
            <source>there is no .jsonl file in this folder</source>
            <translation>in diesem Ordner ist keine .jsonl-Datei</translation>
        </message>
        <message>
            <source>inputs and outputs must be equally many, two at least</source>
            <translation>es müssen gleich viele Eingaben und Ausgaben sein, mindestens zwei</translation>
        </message>
        <message>
            <source>generate, score and export take it; a run starts from whole models</source>
            <translation>generate, score und export nehmen ihn; ein Lauf beginnt mit ganzen Modellen</translation>
        </message>
        <message>
            <source>is no GGUF file and no model folder</source>
            <translation>ist weder GGUF-Datei noch Modellordner</translation>
        </message>
        <message>
            <source>the folder has no config.json</source>
            <translation>der Ordner hat keine config.json</translation>
        </message>
        <message>
            <source>there is no such folder or file</source>
            <translation>diesen Ordner oder diese Datei gibt es nicht</translation>
        </message>
        <message>
            <source>use nano, r1, chat or few-shot</source>
            <translation>nano, r1, chat oder few-shot nehmen</translation>
        </message>
        <message>
            <source>a new run can have another value</source>
            <translation>ein neuer Lauf kann einen anderen Wert haben</translation>
        </message>
        <message>
            <source>put the original model back, or start a new run</source>
            <translation>das ursprüngliche Modell zurücklegen oder einen neuen Lauf beginnen</translation>
        </message>
        <message>
            <source>another process uses this workspace</source>
            <translation>ein anderes Programm benutzt diesen Arbeitsbereich</translation>
        </message>
        <message>
            <source>stop it, or choose another workspace</source>
            <translation>es beenden oder einen anderen Arbeitsbereich wählen</translation>
        </message>
        <message>
            <source>a newer AZR Studio may have written it</source>
            <translation>vielleicht hat ein neueres AZR Studio es geschrieben</translation>
        </message>
        <message>
            <source>start a run in this workspace first</source>
            <translation>zuerst in diesem Arbeitsbereich einen Lauf beginnen</translation>
        </message>
        <message>
            <source>there is no database</source>
            <translation>es gibt keine Datenbank</translation>
        </message>
        <message>
            <source>the database is being closed</source>
            <translation>die Datenbank wird gerade geschlossen</translation>
        </message>
        <message>
            <source>resume from an earlier checkpoint</source>
            <translation>von einem früheren Sicherungspunkt fortsetzen</translation>
        </message>
        <message>
            <source>the checkpoint belongs to a run with another seed</source>
            <translation>der Sicherungspunkt gehört zu einem Lauf mit anderem Startwert</translation>
        </message>
        <message>
            <source>there is no whole checkpoint</source>
            <translation>es gibt keinen vollständigen Sicherungspunkt</translation>
        </message>
        <message>
            <source>choose a prompt.wrapper that the model has words for such as nano for the built-in one; azr-studio doctor tests the sandbox</source>
            <translation>einen prompt.wrapper wählen, für den das Modell Wörter hat, etwa nano für das eingebaute; azr-studio doctor prüft die Sandbox</translation>
        </message>
        <message>
            <source>the identity task, the first of every run, was refused</source>
            <translation>die Identitätsaufgabe, die erste jedes Laufs, wurde abgelehnt</translation>
        </message>
        <message>
            <source>the model writes too few valid tasks: import seeds, or raise selfplay.seed_rounds</source>
            <translation>das Modell schreibt zu wenige gültige Aufgaben: Startaufgaben importieren oder selfplay.seed_rounds erhöhen</translation>
        </message>
        <message>
            <source>the run needs about %1, %2 are free</source>
            <translation>der Lauf braucht etwa %1, frei sind %2</translation>
        </message>
        <message>
            <source>no setting makes it fit: choose a smaller model, or end other programs</source>
            <translation>keine Einstellung macht ihn passend: ein kleineres Modell wählen oder andere Programme beenden</translation>
        </message>
        <message>
            <source>choose --preset laptop, or --set prompt.wrapper=few-shot</source>
            <translation>die Voreinstellung laptop oder prompt.wrapper=few-shot wählen</translation>
        </message>
        <message>
            <source>Equation 4 gives a task that nobody or everybody solves 0; the code gives it the wrong penalty, as equation 6 reads.</source>
            <translation>Gleichung 4 gibt einer Aufgabe, die niemand oder jeder löst, 0; der Code gibt ihr den Abzug für Falsches, wie Gleichung 6 sich liest.</translation>
        </message>
        <message>
            <source>Equation 8 whitens over samples; the code whitens over response tokens, so that long answers weigh more.</source>
            <translation>Gleichung 8 normiert über Stichproben; der Code normiert über die Token der Antworten, sodass lange Antworten mehr wiegen.</translation>
        </message>
        <message>
            <source>The paper says that seeds are stripped of comments and globals; the recipe leaves the code's switches for it off.</source>
            <translation>Der Artikel sagt, dass Startaufgaben von Kommentaren und globalen Namen befreit werden; das Rezept lässt die Schalter des Codes dafür aus.</translation>
        </message>
        <message>
            <source>The code counts methods and nested functions as functions too many and refuses such a proposal.</source>
            <translation>Der Code zählt Methoden und innere Funktionen als überzählige Funktionen und lehnt solche Vorschläge ab.</translation>
        </message>
        <message>
            <source>The paper trains the solver on a step's own tasks first; the code takes those of the last 10 steps for new.</source>
            <translation>Der Artikel trainiert den Löser zuerst auf den Aufgaben des Schritts; der Code hält die der letzten 10 Schritte für neu.</translation>
        </message>
        <message>
            <source>Table 3 names none; the trainer's default is 0.01.</source>
            <translation>Tabelle 3 nennt keinen; der Standardwert des Trainers ist 0.01.</translation>
        </message>
        <message>
            <source>Mean composite reward (eq. 6) of the stream's samples.</source>
            <translation>Mittlere zusammengesetzte Belohnung (Gl. 6) der Stichproben des Stroms.</translation>
        </message>
        <message>
            <source>Smallest composite reward of the stream.</source>
            <translation>Kleinste zusammengesetzte Belohnung des Stroms.</translation>
        </message>
        <message>
            <source>Largest composite reward of the stream.</source>
            <translation>Größte zusammengesetzte Belohnung des Stroms.</translation>
        </message>
        <message>
            <source>Standard deviation of the stream's composite rewards.</source>
            <translation>Standardabweichung der zusammengesetzten Belohnungen des Stroms.</translation>
        </message>
        <message>
            <source>Share of the stream's attempts that solved their task; a rollout's may train as well.</source>
            <translation>Anteil der Versuche des Stroms, die ihre Aufgabe lösten; auch die einer Schätzung können trainieren.</translation>
        </message>
        <message>
            <source>Share of attempts equal by value but not by type.</source>
            <translation>Anteil der Versuche, die im Wert, aber nicht im Typ übereinstimmen.</translation>
        </message>
        <message>
            <source>Share of completions with every part asked for.</source>
            <translation>Anteil der Antworten mit allen verlangten Teilen.</translation>
        </message>
        <message>
            <source>Share of proposals that passed validation.</source>
            <translation>Anteil der Vorschläge, die die Prüfung bestanden.</translation>
        </message>
        <message>
            <source>Share of all proposals that passed validation.</source>
            <translation>Anteil aller Vorschläge, die die Prüfung bestanden.</translation>
        </message>
        <message>
            <source>Standard deviation of the stream's advantages.</source>
            <translation>Standardabweichung der Vorteile des Stroms.</translation>
        </message>
        <message>
            <source>Mean response length.</source>
            <translation>Mittlere Länge einer Antwort.</translation>
        </message>
        <message>
            <source>Longest response.</source>
            <translation>Längste Antwort.</translation>
        </message>
        <message>
            <source>Share of completions ended by the length cap.</source>
            <translation>Anteil der Antworten, die die Längengrenze beendete.</translation>
        </message>
        <message>
            <source>Share of all completions ended by the length cap.</source>
            <translation>Anteil aller Antworten, die die Längengrenze beendete.</translation>
        </message>
        <message>
            <source>Mean entropy of the full softmax over the stream's response tokens.</source>
            <translation>Mittlere Entropie des vollen Softmax über die Antwort-Tokens des Stroms.</translation>
        </message>
        <message>
            <source>Mean of eq. 4 over the tasks with rollouts.</source>
            <translation>Mittel von Gl. 4 über die geschätzten Aufgaben.</translation>
        </message>
        <message>
            <source>Mean score of the rollouts (eq. 5), by the induction mode.</source>
            <translation>Mittlere Wertung der Schätzversuche (Gl. 5), nach der Art der Induktion.</translation>
        </message>
        <message>
            <source>Share of estimated tasks that no rollout solved.</source>
            <translation>Anteil der geschätzten Aufgaben, die kein Versuch löste.</translation>
        </message>
        <message>
            <source>Share of estimated tasks that every rollout solved.</source>
            <translation>Anteil der geschätzten Aufgaben, die jeder Versuch löste.</translation>
        </message>
        <message>
            <source>Share of estimated tasks solved sometimes: the ones to learn from.</source>
            <translation>Anteil der geschätzten Aufgaben, die manchmal gelöst wurden: aus ihnen lässt sich lernen.</translation>
        </message>
        <message>
            <source>Mean cognitive complexity (complexipy's) of the valid programs.</source>
            <translation>Mittlere kognitive Komplexität (nach complexipy) der gültigen Programme.</translation>
        </message>
        <message>
            <source>Mean share of Halstead's effort, volume and cyclomatic complexity (radon's).</source>
            <translation>Mittlerer Anteil aus Halsteads Aufwand, Volumen und zyklomatischer Komplexität (nach radon).</translation>
        </message>
        <message>
            <source>Mean edit distance of program shapes to the references.</source>
            <translation>Mittlerer Editierabstand der Programmformen zu den Vorlagen.</translation>
        </message>
        <message>
            <source>Mean code similarity (CodeBLEU's four parts) to the references.</source>
            <translation>Mittlere Code-Ähnlichkeit (die vier Teile von CodeBLEU) zu den Vorlagen.</translation>
        </message>
        <message>
            <source>Mean of 1 - p(output) in the buffer; induction: in deduction's.</source>
            <translation>Mittel von 1 - p(Ausgabe) im Puffer; Induktion: in dem der Deduktion.</translation>
        </message>
        <message>
            <source>Mean of 1 - p(input) in the buffer; induction: in abduction's.</source>
            <translation>Mittel von 1 - p(Eingabe) im Puffer; Induktion: in dem der Abduktion.</translation>
        </message>
        <message>
            <source>Mean number of program lines.</source>
            <translation>Mittlere Zahl der Programmzeilen.</translation>
        </message>
        <message>
            <source>Share of valid tasks nearly equal to one of the last of their kind.</source>
            <translation>Anteil der gültigen Aufgaben, die einer der letzten ihrer Art fast gleichen.</translation>
        </message>
        <message>
            <source>The same over all valid tasks whose program their proposer chose.</source>
            <translation>Dasselbe über alle gültigen Aufgaben, deren Programm ihr Vorschlagender wählte.</translation>
        </message>
        <message>
            <source>Share of valid tasks with at most two values over fresh inputs.</source>
            <translation>Anteil der gültigen Aufgaben mit höchstens zwei Werten auf frischen Eingaben.</translation>
        </message>
        <message>
            <source>The same over all valid tasks of those that ask for a value.</source>
            <translation>Dasselbe über alle gültigen Aufgaben, die nach einem Wert fragen.</translation>
        </message>
        <message>
            <source>Tasks of this step that entered their buffer.</source>
            <translation>Aufgaben dieses Schritts, die in ihren Puffer kamen.</translation>
        </message>
        <message>
            <source>Valid tasks of this step that the filter of solve rates kept out of their buffer.</source>
            <translation>Gültige Aufgaben dieses Schritts, die der Filter der Lösungsraten von ihrem Puffer fernhielt.</translation>
        </message>
        <message>
            <source>Share of proposals that were asked to build on given functions.</source>
            <translation>Anteil der Vorschläge, die auf gegebenen Funktionen aufbauen sollten.</translation>
        </message>
        <message>
            <source>Share of valid composite tasks whose f gives what a given function gives.</source>
            <translation>Anteil der gültigen zusammengesetzten Aufgaben, deren f nur liefert, was eine gegebene Funktion liefert.</translation>
        </message>
        <message>
            <source>The same over all valid composite tasks.</source>
            <translation>Dasselbe über alle gültigen zusammengesetzten Aufgaben.</translation>
        </message>
        <message>
            <source>Proposals (propose) or answers (solve) of this verdict.</source>
            <translation>Vorschläge (propose) oder Antworten (solve) mit diesem Urteil.</translation>
        </message>
        <message>
            <source>Loss that was minimised, mean over the optimiser steps.</source>
            <translation>Minimierter Verlust, Mittel über die Optimierungsschritte.</translation>
        </message>
        <message>
            <source>Loss of one optimiser step, counted from 1.</source>
            <translation>Verlust eines Optimierungsschritts, gezählt ab 1.</translation>
        </message>
        <message>
            <source>The policy's part of the loss, mean over the optimiser steps.</source>
            <translation>Anteil der Policy am Verlust, Mittel über die Optimierungsschritte.</translation>
        </message>
        <message>
            <source>Mean entropy over all response tokens of the batch, at their temperature.</source>
            <translation>Mittlere Entropie über alle Antwort-Tokens des Stapels, bei ihrer Temperatur.</translation>
        </message>
        <message>
            <source>Mean ratio of new to old policy over all tokens, each before its optimiser step.</source>
            <translation>Mittleres Verhältnis der neuen zur alten Policy über alle Tokens, je vor ihrem Optimierungsschritt.</translation>
        </message>
        <message>
            <source>The same, of one optimiser step.</source>
            <translation>Dasselbe, eines Optimierungsschritts.</translation>
        </message>
        <message>
            <source>Largest such ratio.</source>
            <translation>Größtes solches Verhältnis.</translation>
        </message>
        <message>
            <source>Share of all tokens whose gradient a clip took away.</source>
            <translation>Anteil aller Tokens, deren Gradient eine Begrenzung wegnahm.</translation>
        </message>
        <message>
            <source>Approximate KL divergence, old to new policy, before each optimiser step.</source>
            <translation>Genäherte KL-Divergenz von alter zu neuer Policy, vor jedem Optimierungsschritt.</translation>
        </message>
        <message>
            <source>Approximate KL divergence to the starting weights, of what is pulled back to them.</source>
            <translation>Genäherte KL-Divergenz zu den Anfangsgewichten, von dem, was zu ihnen zurückgezogen wird.</translation>
        </message>
        <message>
            <source>Norm of the gradient before clipping, mean over the optimiser steps.</source>
            <translation>Norm des Gradienten vor der Begrenzung, Mittel über die Optimierungsschritte.</translation>
        </message>
        <message>
            <source>Largest such norm of the update.</source>
            <translation>Größte solche Norm der Aktualisierung.</translation>
        </message>
        <message>
            <source>Optimiser steps of the update: mini-batches times epochs.</source>
            <translation>Optimierungsschritte der Aktualisierung: Teilstapel mal Epochen.</translation>
        </message>
        <message>
            <source>Learning rate of the step.</source>
            <translation>Lernrate des Schritts.</translation>
        </message>
        <message>
            <source>Mean difference of the sampler's and the trainer's log-probabilities before the first optimiser step.</source>
            <translation>Mittlerer Unterschied der Log-Wahrscheinlichkeiten von Ziehung und Training vor dem ersten Optimierungsschritt.</translation>
        </message>
        <message>
            <source>Sequences in the batch.</source>
            <translation>Sequenzen im Stapel.</translation>
        </message>
        <message>
            <source>Tokens trained through in all passes, prompts included.</source>
            <translation>In allen Durchgängen trainierte Tokens, mit den Prompts.</translation>
        </message>
        <message>
            <source>Tasks in the buffer after the step.</source>
            <translation>Aufgaben im Puffer nach dem Schritt.</translation>
        </message>
        <message>
            <source>Sampled tokens per second of sampling.</source>
            <translation>Gezogene Tokens je Sekunde des Ziehens.</translation>
        </message>
        <message>
            <source>Trained tokens per second of the update.</source>
            <translation>Trainierte Tokens je Sekunde der Aktualisierung.</translation>
        </message>
        <message>
            <source>Executions per second of the step.</source>
            <translation>Ausführungen je Sekunde des Schritts.</translation>
        </message>
        <message>
            <source>Duration of the step.</source>
            <translation>Dauer des Schritts.</translation>
        </message>
        <message>
            <source>Duration of one phase of the step.</source>
            <translation>Dauer einer Phase des Schritts.</translation>
        </message>
        <message>
            <source>Resident memory of this process.</source>
            <translation>Belegter Speicher dieses Prozesses.</translation>
        </message>
        <message>
            <source>Held-out accuracy: suite, greedy or sampled, kind.</source>
            <translation>Treffsicherheit auf zurückgelegten Aufgaben: Sammlung, gierig oder gezogen, Art.</translation>
        </message>
        <message>
            <source>Bounds of the 95% interval of a held-out accuracy.</source>
            <translation>Grenzen des 95-%-Intervalls einer Treffsicherheit auf zurückgelegten Aufgaben.</translation>
        </message>
        <message>
            <source>Which task leaves a full buffer: the oldest, a random one, or the one that teaches least. A pinned one never does.</source>
            <translation>Welche Aufgabe einen vollen Puffer verlässt: die älteste, eine zufällige oder die am wenigsten lehrreiche. Eine angeheftete nie.</translation>
        </message>
        <message>
            <source>How many times as likely as another task a pinned one is drawn: as a reference, as a program of induction, as a function to build on. Nothing changes where no task is pinned.</source>
            <translation>Wievielmal so wahrscheinlich wie eine andere eine angeheftete Aufgabe gezogen wird: als Vorbild, als Programm der Induktion, als Funktion, auf die gebaut wird. Ohne angeheftete Aufgaben ändert sich nichts.</translation>
        </message>
        <message>
            <source>it waits for a decision already</source>
            <translation>sie wartet schon auf eine Entscheidung</translation>
        </message>
        <message>
            <source>the task is in no buffer: it was evicted or vetoed since</source>
            <translation>die Aufgabe liegt in keinem Puffer: Sie wurde seither verdrängt oder abgelehnt</translation>
        </message>
        <message>
            <source>it waits for a decision again, without its pin: the buffer holds as many pinned tasks as it may</source>
            <translation>sie wartet wieder auf eine Entscheidung, ohne Anheftung: Der Puffer hält so viele angeheftete Aufgaben, wie er darf</translation>
        </message>
        <message>
            <source>back in its buffer, without its pin: the buffer holds as many pinned tasks as it may</source>
            <translation>wieder in ihrem Puffer, ohne Anheftung: Er hält so viele angeheftete Aufgaben, wie er darf</translation>
        </message>
        <message>
            <source>it waits for a decision after step %1, which trains without it</source>
            <translation>sie wartet nach Schritt %1, der ohne sie trainiert, auf eine Entscheidung</translation>
        </message>
        <message>
            <source>the %1 buffer is full of pinned tasks: none may go for it</source>
            <translation>der Puffer %1 ist voll angehefteter Aufgaben: Keine darf für sie gehen</translation>
        </message>
        <message>
            <source>back in its buffer</source>
            <translation>wieder in ihrem Puffer</translation>
        </message>
        <message>
            <source>taken back before it was applied</source>
            <translation>zurückgenommen, bevor es ausgeführt wurde</translation>
        </message>
        <message>
            <source>nobody took the task out of this run, or too long ago to put it back</source>
            <translation>niemand hat die Aufgabe aus diesem Lauf genommen, oder es ist zu lange her, um sie zurückzulegen</translation>
        </message>
        <message>
            <source>marked; it is in no buffer, so that nothing is drawn otherwise</source>
            <translation>gekennzeichnet; sie ist in keinem Puffer, so dass nichts anders gezogen wird</translation>
        </message>
        <message>
            <source>it is like any other task again</source>
            <translation>sie ist wieder wie jede andere Aufgabe</translation>
        </message>
        <message>
            <source>the run has no such task</source>
            <translation>der Lauf hat keine solche Aufgabe</translation>
        </message>
        <message>
            <source>it stands so already</source>
            <translation>es steht schon so</translation>
        </message>
        <message>
            <source>it changed nothing</source>
            <translation>es hat nichts geändert</translation>
        </message>
        <message>
            <source>this cannot be taken back</source>
            <translation>das lässt sich nicht zurücknehmen</translation>
        </message>
        <message>
            <source>its run is not at work</source>
            <translation>sein Lauf trainiert nicht</translation>
        </message>
        <message>
            <source>the seed was not added</source>
            <translation>der Keim wurde nicht aufgenommen</translation>
        </message>
        <message>
            <source>it is being applied just now</source>
            <translation>es wird gerade ausgeführt</translation>
        </message>
        <message>
            <source>tagged</source>
            <translation>Schlagwort vergeben</translation>
        </message>
        <message>
            <source>the tag is gone</source>
            <translation>das Schlagwort ist weg</translation>
        </message>
        <message>
            <source>noted</source>
            <translation>notiert</translation>
        </message>
        <message>
            <source>the note is gone</source>
            <translation>die Notiz ist weg</translation>
        </message>
        <message>
            <source>pinned</source>
            <translation>angeheftet</translation>
        </message>
        <message>
            <source>no longer pinned</source>
            <translation>nicht mehr angeheftet</translation>
        </message>
        <message>
            <source>selfplay.valid_filter keeps a task of this solve rate out of its buffer</source>
            <translation>selfplay.valid_filter hält eine Aufgabe dieser Lösungsrate aus ihrem Puffer</translation>
        </message>
        <message>
            <source>back in the batch of step %1</source>
            <translation>wieder im Stapel von Schritt %1</translation>
        </message>
        <message>
            <source>it enters its buffer after step %1, which trains without it</source>
            <translation>sie kommt nach Schritt %1, der ohne sie trainiert, in ihren Puffer</translation>
        </message>
        <message>
            <source>it stays in its buffer, and is drawn %1 times as often</source>
            <translation>sie bleibt in ihrem Puffer und wird %1-mal so oft gezogen</translation>
        </message>
        <message>
            <source>rule %1 is on; %2 tasks left their buffers</source>
            <translation>Regel %1 gilt; %2 Aufgaben haben ihre Puffer verlassen</translation>
        </message>
        <message>
            <source>rule %1 is on</source>
            <translation>Regel %1 gilt</translation>
        </message>
        <message>
            <source>rule %1 is off</source>
            <translation>Regel %1 ist ausgeschaltet</translation>
        </message>
        <message>
            <source>rule %1 is gone; %2 tasks are back</source>
            <translation>Regel %1 ist entfernt; %2 Aufgaben sind wieder da</translation>
        </message>
        <message>
            <source>rule %1 is gone</source>
            <translation>Regel %1 ist entfernt</translation>
        </message>
        <message>
            <source>the run has no rule %1</source>
            <translation>der Lauf hat keine Regel %1</translation>
        </message>
        <message>
            <source>allow writing to it, or choose another folder</source>
            <translation>das Schreiben darin erlauben oder einen anderen Ordner wählen</translation>
        </message>
        <message>
            <source>choose another folder</source>
            <translation>einen anderen Ordner wählen</translation>
        </message>
        <message>
            <source>choose a folder in it</source>
            <translation>einen Ordner darin wählen</translation>
        </message>
        <message>
            <source>Read-only file system</source>
            <translation>Das Dateisystem ist schreibgeschützt</translation>
        </message>
        <message>
            <source>Permission denied</source>
            <translation>Keine Berechtigung</translation>
        </message>
        <message>
            <source>No space left on device</source>
            <translation>Auf dem Datenträger ist kein Platz mehr</translation>
        </message>
        <message>
            <source>No such file or directory</source>
            <translation>Die Datei oder der Ordner ist nicht da</translation>
        </message>
        <message>
            <source>Is a directory</source>
            <translation>Es ist ein Ordner</translation>
        </message>
        <message>
            <source>Not a directory</source>
            <translation>Es ist kein Ordner</translation>
        </message>
        <message>
            <source>File exists</source>
            <translation>Die Datei ist schon da</translation>
        </message>
        <message>
            <source>Input/output error</source>
            <translation>Fehler beim Lesen oder Schreiben</translation>
        </message>
        <message>
            <source>the check was cancelled</source>
            <translation>die Prüfung wurde abgebrochen</translation>
        </message>
        <message>
            <source>the executor was closed</source>
            <translation>die Ausführung wurde geschlossen</translation>
        </message>
        <message>
            <source>open the workspace to migrate it</source>
            <translation>den Arbeitsbereich öffnen, um sie anzupassen</translation>
        </message>
        <message>
            <source>a field is expected</source>
            <translation>hier gehört ein Feld hin</translation>
        </message>
        <message>
            <source>a number is expected</source>
            <translation>hier gehört eine Zahl hin</translation>
        </message>
        <message>
            <source>a text is expected</source>
            <translation>hier gehört ein Text hin</translation>
        </message>
        <message>
            <source>the text has no end</source>
            <translation>der Text hat kein Ende</translation>
        </message>
        <message>
            <source>%1 is not expected here</source>
            <translation>%1 gehört hier nicht hin</translation>
        </message>
        <message>
            <source>there is no field %1</source>
            <translation>es gibt kein Feld %1</translation>
        </message>
        <message>
            <source>join clauses with and</source>
            <translation>Bedingungen mit and verbinden</translation>
        </message>
        <message>
            <source>%1 does not compare numbers</source>
            <translation>%1 vergleicht keine Zahlen</translation>
        </message>
        <message>
            <source>%1 does not compare texts</source>
            <translation>%1 vergleicht keine Texte</translation>
        </message>
        <message>
            <source>no number that can be compared</source>
            <translation>keine Zahl, die sich vergleichen lässt</translation>
        </message>
        <message>
            <source>condition, character %1</source>
            <translation>Bedingung, Zeichen %1</translation>
        </message>
        <message>
            <source>did you mean %1?</source>
            <translation>ist %1 gemeint?</translation>
        </message>
        <message>
            <source>close it with the same quote</source>
            <translation>mit demselben Anführungszeichen schließen</translation>
        </message>
        <message>
            <source>the regular expression %1</source>
            <translation>der reguläre Ausdruck %1</translation>
        </message>
        <message>
            <source>the regular expression is no UTF-8</source>
            <translation>der reguläre Ausdruck ist kein UTF-8</translation>
        </message>
        <message>
            <source>in quotes</source>
            <translation>in Anführungszeichen</translation>
        </message>
        <message>
            <source>%1 is expected</source>
            <translation>%1 gehört hierhin</translation>
        </message>
        <message>
            <source>a task's number is expected</source>
            <translation>hier gehört die Nummer einer Aufgabe hin</translation>
        </message>
        <message>
            <source>nothing lies in this range</source>
            <translation>in diesem Bereich liegt nichts</translation>
        </message>
        <message>
            <source>the lower end comes first</source>
            <translation>das untere Ende steht zuerst</translation>
        </message>
        <message>
            <source>no task has the kind %1</source>
            <translation>keine Aufgabe hat die Art %1</translation>
        </message>
        <message>
            <source>no task has the origin %1</source>
            <translation>keine Aufgabe hat die Herkunft %1</translation>
        </message>
        <message>
            <source>there is no task %1</source>
            <translation>es gibt keine Aufgabe %1</translation>
        </message>
        <message>
            <source>was ended</source>
            <translation>wurde abgebrochen</translation>
        </message>
        <message>
            <source>a text is stored under the hash of another one</source>
            <translation>ein Text ist unter dem Hash eines anderen gespeichert</translation>
        </message>
        <message>
            <source>is no database of a workspace</source>
            <translation>ist keine Datenbank eines Arbeitsbereichs</translation>
        </message>
        <message>
            <source>the report was ended</source>
            <translation>der Bericht wurde abgebrochen</translation>
        </message>
        <message>
            <source>there is no run %1</source>
            <translation>es gibt keinen Lauf %1</translation>
        </message>
        <message>
            <source>has no checkpoint of step %1</source>
            <translation>hat keinen Sicherungspunkt von Schritt %1</translation>
        </message>
        <message>
            <source>has no checkpoint</source>
            <translation>hat keinen Sicherungspunkt</translation>
        </message>
        <message>
            <source>the weights are not those that run %1 started from: SHA-%2 %3, not %4</source>
            <translation>die Gewichte sind nicht die, mit denen Lauf %1 begann: SHA-%2 %3, nicht %4</translation>
        </message>
        <message>
            <source>the base weights changed since the run started: SHA-%1 %2, the run recorded %3</source>
            <translation>die Ausgangsgewichte haben sich geändert, seit der Lauf begann: SHA-%1 %2, der Lauf hat %3</translation>
        </message>
        <message>
            <source>the base weights are not those that the run started from</source>
            <translation>die Ausgangsgewichte sind nicht die, mit denen der Lauf begann</translation>
        </message>
        <message>
            <source>none of the run's checkpoints is whole; of the newest, step %1</source>
            <translation>keiner der Sicherungspunkte des Laufs ist ganz; vom neuesten, Schritt %1</translation>
        </message>
        <message>
            <source>the run computed with the kernels %1 and goes on with %2: from here on it is not what its seed alone would give</source>
            <translation>der Lauf rechnete mit den Befehlen %1 und rechnet mit %2 weiter: Von hier an ist er nicht mehr, was sein Startwert allein ergäbe</translation>
        </message>
        <message>
            <source>no held-out accuracy</source>
            <translation>keine Treffsicherheit auf zurückgelegten Aufgaben</translation>
        </message>
        <message>
            <source>run %1 has no seeds</source>
            <translation>Lauf %1 hat keine Startaufgaben</translation>
        </message>
        <message>
            <source>the program is empty</source>
            <translation>das Programm ist leer</translation>
        </message>
        <message>
            <source>field %1 needs at least two entries</source>
            <translation>das Feld %1 braucht mindestens zwei Einträge</translation>
        </message>
        <message>
            <source>%1 has %2 entries and %3 has %4</source>
            <translation>%1 hat %2 Einträge und %3 hat %4</translation>
        </message>
        <message>
            <source>cannot create the folder</source>
            <translation>der Ordner kann nicht angelegt werden</translation>
        </message>
        <message>
            <source>cannot be set aside</source>
            <translation>kann nicht beiseitegelegt werden</translation>
        </message>
        <message>
            <source>is a file system of its own and cannot be replaced</source>
            <translation>ist ein eigenes Dateisystem und kann nicht ersetzt werden</translation>
        </message>
        <message>
            <source>is not a regular file</source>
            <translation>ist keine gewöhnliche Datei</translation>
        </message>
        <message>
            <source>stop requested</source>
            <translation>das Ende wurde verlangt</translation>
        </message>
        <message>
            <source>not valid JSON</source>
            <translation>kein gültiges JSON</translation>
        </message>
        <message>
            <source>no step of it is finished yet</source>
            <translation>noch ist kein Schritt davon fertig</translation>
        </message>
        <message>
            <source>the guard's state is malformed</source>
            <translation>der Stand der Warnungen ist beschädigt</translation>
        </message>
        <message>
            <source>%1 imported tasks are of a kind that this run does not train</source>
            <translation>%1 eingelesene Aufgaben sind von einer Art, die dieser Lauf nicht trainiert</translation>
        </message>
        <message>
            <source>%1 of %2 imported tasks were refused, each with its reason</source>
            <translation>%1 von %2 eingelesenen Aufgaben wurden abgelehnt, jede mit ihrem Grund</translation>
        </message>
        <message>
            <source>the seed is not valid</source>
            <translation>die Aufgabe ist nicht gültig</translation>
        </message>
        <message>
            <source>the checkpoint's changed fields are malformed</source>
            <translation>die geänderten Felder des Sicherungspunkts sind beschädigt</translation>
        </message>
        <message>
            <source>the checkpoint's evaluation is malformed</source>
            <translation>die Messung im Sicherungspunkt ist beschädigt</translation>
        </message>
        <message>
            <source>the checkpoint's state is malformed</source>
            <translation>der Stand im Sicherungspunkt ist beschädigt</translation>
        </message>
        <message>
            <source>the checkpoint's commands are malformed</source>
            <translation>die Befehle im Sicherungspunkt sind beschädigt</translation>
        </message>
        <message>
            <source>the executor lost most programs of a batch</source>
            <translation>die Ausführung hat die meisten Programme eines Pakets verloren</translation>
        </message>
        <message>
            <source>azr-studio doctor tests the executor</source>
            <translation>azr-studio doctor prüft die Ausführung</translation>
        </message>
        <message>
            <source>the corpus generator has ended</source>
            <translation>die Erzeugung des Korpus hat geendet</translation>
        </message>
        <message>
            <source>the token budget or the tokens per step are too small</source>
            <translation>die Zahl der Token, im Ganzen oder je Schritt, ist zu klein</translation>
        </message>
        <message>
            <source>opening the workspace</source>
            <translation>beim Öffnen des Arbeitsbereichs</translation>
        </message>
        <message>
            <source>public domain</source>
            <translation>gemeinfrei</translation>
        </message>
        <message>
            <source>Bitstream Vera and public domain</source>
            <translation>Bitstream Vera und gemeinfrei</translation>
        </message>
        <message>
            <source>LGPL-3.0 or GPL-2.0</source>
            <translation>LGPL-3.0 oder GPL-2.0</translation>
        </message>
        <message>
            <source>what the rule was is not known</source>
            <translation>was die Regel war, ist nicht bekannt</translation>
        </message>
        <message>
            <source>the workspace is open for reading only</source>
            <translation>der Arbeitsordner ist nur zum Lesen offen</translation>
        </message>
        <message>
            <source>a mark is on a task or on a run: one of the fields 'task' and 'run'</source>
            <translation>eine Markierung gehört zu einer Aufgabe oder zu einem Lauf: eines der Felder 'task' und 'run'</translation>
        </message>
        <message>
            <source>field 'inputs' needs at least two entries</source>
            <translation>das Feld 'inputs' braucht mindestens zwei Einträge</translation>
        </message>
        <message>
            <source>the file differs from the checkpoint's manifest</source>
            <translation>die Datei weicht vom Verzeichnis des Checkpoints ab</translation>
        </message>
        <message>
            <source>no list</source>
            <translation>keine Liste</translation>
        </message>
        <message>
            <source>the run has no checkpoint to fork it from</source>
            <translation>der Lauf hat keinen Checkpoint, von dem er sich abzweigen ließe</translation>
        </message>
        <message>
            <source>train it until its first one (checkpoint.every_steps says when)</source>
            <translation>bis zu seinem ersten trainieren (checkpoint.every_steps sagt, wann)</translation>
        </message>
        <message>
            <source>there is no checkpoint of step %1</source>
            <translation>es gibt keinen Checkpoint von Schritt %1</translation>
        </message>
        <message>
            <source>task %1 is in no buffer after step %2</source>
            <translation>Aufgabe %1 ist nach Schritt %2 in keinem Puffer</translation>
        </message>
        <message>
            <source>choose a task that is in a buffer at the checkpoint</source>
            <translation>eine Aufgabe wählen, die beim Checkpoint in einem Puffer ist</translation>
        </message>
        <message>
            <source>nobody vetoed task %1 by step %2, nor after it</source>
            <translation>niemand gab Aufgabe %1 bis Schritt %2 oder danach ein Veto</translation>
        </message>
        <message>
            <source>name a task that somebody took out; what a rule does is changed with its rule</source>
            <translation>eine Aufgabe nennen, die jemand herausnahm; was eine Regel tut, ändert sich mit der Regel</translation>
        </message>
        <message>
            <source>rule %1 is off already</source>
            <translation>Regel %1 ist schon abgeschaltet</translation>
        </message>
        <message>
            <source>task %1 is none of run %2</source>
            <translation>Aufgabe %1 gehört nicht zu Lauf %2</translation>
        </message>
        <message>
            <source>azr-studio tasks lists those of a run</source>
            <translation>azr-studio tasks nennt die eines Laufs</translation>
        </message>
        <message>
            <source>the run has no rule %1 after step %2</source>
            <translation>der Lauf hat nach Schritt %2 keine Regel %1</translation>
        </message>
        <message>
            <source>choose another value, or fork without a change</source>
            <translation>einen anderen Wert wählen oder ohne Änderung abzweigen</translation>
        </message>
        <message>
            <source>a run can be forked here when that has ended</source>
            <translation>ein Lauf lässt sich hier abzweigen, wenn jener Prozess geendet hat</translation>
        </message>
        <message>
            <source>fork it with a newer AZR Studio</source>
            <translation>mit einem neueren AZR Studio abzweigen</translation>
        </message>
        <message>
            <source>this session forks no runs</source>
            <translation>diese Sitzung zweigt keine Läufe ab</translation>
        </message>
        <message>
            <source>Share of the valid proposals that wait for a person before they enter their buffer; which ones, the seed decides. Training goes on meanwhile: in its own step such a task is solved and rewarded like any other. Seeds do not wait. 0: none waits, as in the paper.</source>
            <translation>Anteil der gültigen Vorschläge, die auf einen Menschen warten, ehe sie in ihren Puffer kommen; welche, entscheidet der Startwert. Das Training geht weiter: In ihrem Schritt wird eine solche Aufgabe gelöst und belohnt wie jede andere. Startaufgaben warten nicht. 0: Keine wartet, wie in der Arbeit.</translation>
        </message>
        <message>
            <source>A task that waits for a person is decided by review_default at the end of the step so many steps after its own. Counted in steps, not minutes: without a person the same seed gives the same run.</source>
            <translation>Über eine wartende Aufgabe entscheidet review_default am Ende des Schritts, der so viele Schritte nach ihrem eigenen kommt. Gezählt in Schritten, nicht in Minuten: Ohne einen Menschen ergibt derselbe Startwert denselben Lauf.</translation>
        </message>
        <message>
            <source>What becomes of a task that nobody decided about in time: it enters its buffer, or is vetoed.</source>
            <translation>Was aus einer Aufgabe wird, über die niemand rechtzeitig entschied: Sie kommt in ihren Puffer oder wird verworfen.</translation>
        </message>
        <message>
            <source>Valid tasks of this step that wait for a person before they enter their buffer.</source>
            <translation>Gültige Aufgaben dieses Schritts, die auf einen Menschen warten, ehe sie in ihren Puffer kommen.</translation>
        </message>
        <message>
            <source>it will not enter its buffer</source>
            <translation>sie kommt nicht in ihren Puffer</translation>
        </message>
        <message>
            <source>admitted to its buffer</source>
            <translation>in ihren Puffer zugelassen</translation>
        </message>
        <message>
            <source>it waits for a decision again</source>
            <translation>sie wartet wieder auf eine Entscheidung</translation>
        </message>
        <message>
            <source>the task does not wait for a decision: it was decided before, or never waited</source>
            <translation>die Aufgabe wartet nicht auf eine Entscheidung: Über sie ist schon entschieden, oder sie hat nie gewartet</translation>
        </message>
        <message>
            <source>the task does not wait for a decision</source>
            <translation>die Aufgabe wartet nicht auf eine Entscheidung</translation>
        </message>
        <message>
            <source>no run trains in this window: there is no model to ask</source>
            <translation>in diesem Fenster trainiert kein Lauf: Es ist kein Modell da, das gefragt werden könnte</translation>
        </message>
        <message>
            <source>start or continue a run</source>
            <translation>starten Sie einen Lauf oder setzen Sie einen fort</translation>
        </message>
        <message>
            <source>nobody waits for it</source>
            <translation>niemand wartet darauf</translation>
        </message>
        <message>
            <source>the file holds no task</source>
            <translation>die Datei enthält keine Aufgabe</translation>
        </message>
        <message>
            <source>the task has no program</source>
            <translation>die Aufgabe hat kein Programm</translation>
        </message>
        <message>
            <source>a line is {"snippet": "def f(x): …", "input": "1", "output": "2"}, or has inputs, outputs and message</source>
            <translation>eine Zeile ist {"snippet": "def f(x): …", "input": "1", "output": "2"} oder hat inputs, outputs und message</translation>
        </message>
        <message>
            <source>the programs of the last %1 steps have %2 outlines per task, %3 before</source>
            <translation>die Programme der letzten %1 Schritte haben %2 Umrisse je Aufgabe, vorher %3</translation>
        </message>
        <message>
            <source>of the last %1 steps a share of %2 are near-duplicates, %3 before</source>
            <translation>Anteil von Beinahe-Dubletten der letzten %1 Schritte: %2, vorher %3</translation>
        </message>
        <message>
            <source>the tasks of the last %1 steps descend from %2 lineages, %3 before</source>
            <translation>die Aufgaben der letzten %1 Schritte stammen aus %2 Linien, vorher %3</translation>
        </message>
        <message>
            <source>the proposals are as varied as before</source>
            <translation>die Vorschläge sind so vielfältig wie zuvor</translation>
        </message>
        <message>
            <source>nothing was heard for %1 s; usually the longest silence is %2 s</source>
            <translation>seit %1 s war nichts zu hören; gewöhnlich dauert die längste Stille %2 s</translation>
        </message>
        <message>
            <source>it was heard again after %1 s</source>
            <translation>nach %1 s war er wieder zu hören</translation>
        </message>
        <message>
            <source>such as solve_rate &gt; 0.9</source>
            <translation>etwa solve_rate &gt; 0.9</translation>
        </message>
        <message>
            <source>such as like(7)</source>
            <translation>etwa like(7)</translation>
        </message>
        <message>
            <source>= != or, with a regular expression, ~ !~</source>
            <translation>= != oder, mit einem regulären Ausdruck, ~ !~</translation>
        </message>
        <message>
            <source>&lt; &lt;= &gt; &gt;= = != or in A..B</source>
            <translation>&lt; &lt;= &gt; &gt;= = != oder in A..B</translation>
        </message>
        <message>
            <source>share of the rollouts that solved it; not known without rollouts</source>
            <translation>Anteil der Versuche, die sie lösten; ohne Versuche nicht bekannt</translation>
        </message>
        <message>
            <source>what equation 4 gives for the solve rate: 0 where it was never or always solved</source>
            <translation>was Gleichung 4 aus der Lösungsrate macht: 0, wo sie nie oder immer gelöst wurde</translation>
        </message>
        <message>
            <source>the step in which it was made; 0 is seeding</source>
            <translation>der Schritt, in dem sie entstand; 0 ist das Anlegen</translation>
        </message>
        <message>
            <source>cognitive complexity of the program</source>
            <translation>kognitive Komplexität des Programms</translation>
        </message>
        <message>
            <source>lines of the program that are not blank</source>
            <translation>Zeilen des Programms, die nicht leer sind</translation>
        </message>
        <message>
            <source>1: a near-duplicate of a recent task</source>
            <translation>1: einer kürzlich entstandenen Aufgabe fast gleich</translation>
        </message>
        <message>
            <source>1: its outputs can be guessed</source>
            <translation>1: ihre Ausgaben lassen sich raten</translation>
        </message>
        <message>
            <source>number of the task in its run, as the table shows it</source>
            <translation>Nummer der Aufgabe in ihrem Lauf, wie die Tabelle sie zeigt</translation>
        </message>
        <message>
            <source>nodes of the program's syntax tree</source>
            <translation>Knoten im Syntaxbaum des Programms</translation>
        </message>
        <message>
            <source>Halstead's measures and cyclomatic complexity as one share</source>
            <translation>Halsteads Maße und die zyklomatische Komplexität als ein Anteil</translation>
        </message>
        <message>
            <source>cyclomatic complexity of the most complex function</source>
            <translation>zyklomatische Komplexität der komplexesten Funktion</translation>
        </message>
        <message>
            <source>Halstead's effort</source>
            <translation>Halsteads Aufwand</translation>
        </message>
        <message>
            <source>Halstead's volume</source>
            <translation>Halsteads Volumen</translation>
        </message>
        <message>
            <source>how far its syntax tree is from those of its references</source>
            <translation>wie weit ihr Syntaxbaum von denen ihrer Referenzen entfernt ist</translation>
        </message>
        <message>
            <source>how similar its code is to that of its references</source>
            <translation>wie ähnlich ihr Code dem ihrer Referenzen ist</translation>
        </message>
        <message>
            <source>1 - the share of its output among those of the buffer</source>
            <translation>1 - der Anteil ihrer Ausgabe an denen des Puffers</translation>
        </message>
        <message>
            <source>1 - the share of its input among those of the buffer</source>
            <translation>1 - der Anteil ihrer Eingabe an denen des Puffers</translation>
        </message>
        <message>
            <source>recent tasks with the same operators and types</source>
            <translation>kürzlich entstandene Aufgaben mit denselben Operatoren und Typen</translation>
        </message>
        <message>
            <source>inputs and outputs of an induction task</source>
            <translation>Ein- und Ausgaben einer Induktionsaufgabe</translation>
        </message>
        <message>
            <source>1: a composite that does what a given function does</source>
            <translation>1: ein zusammengesetztes Programm, das tut, was eine gegebene Funktion tut</translation>
        </message>
        <message>
            <source>bytes of the program</source>
            <translation>Bytes des Programms</translation>
        </message>
        <message>
            <source>bytes of the input</source>
            <translation>Bytes der Eingabe</translation>
        </message>
        <message>
            <source>bytes of the output</source>
            <translation>Bytes der Ausgabe</translation>
        </message>
        <message>
            <source>text of the program</source>
            <translation>Text des Programms</translation>
        </message>
        <message>
            <source>its imports, one a line</source>
            <translation>ihre Importe, einer je Zeile</translation>
        </message>
        <message>
            <source>its input; of an induction task all, one a line</source>
            <translation>ihre Eingabe; bei einer Induktionsaufgabe alle, eine je Zeile</translation>
        </message>
        <message>
            <source>its output; of an induction task all, one a line</source>
            <translation>ihre Ausgabe; bei einer Induktionsaufgabe alle, eine je Zeile</translation>
        </message>
        <message>
            <source>type of the output, as Python names it</source>
            <translation>Typ der Ausgabe, wie Python ihn nennt</translation>
        </message>
        <message>
            <source>message of an induction task</source>
            <translation>Nachricht einer Induktionsaufgabe</translation>
        </message>
        <message>
            <source>kind of the task</source>
            <translation>Art der Aufgabe</translation>
        </message>
        <message>
            <source>where it comes from</source>
            <translation>woher sie kommt</translation>
        </message>
        <message>
            <source>how alike the program is to that of task N</source>
            <translation>wie sehr das Programm dem von Aufgabe N gleicht</translation>
        </message>
        <message>
            <source>1: the program is a near-duplicate of that of task N</source>
            <translation>1: das Programm ist dem von Aufgabe N fast gleich</translation>
        </message>
        <message>
            <source>0 to 1</source>
            <translation>0 bis 1</translation>
        </message>
        <message>
            <source>0 or 1</source>
            <translation>0 oder 1</translation>
        </message>
        <message>
            <source>whole numbers</source>
            <translation>ganze Zahlen</translation>
        </message>
        <message>
            <source>from 0</source>
            <translation>ab 0</translation>
        </message>
        <message>
            <source>from 1</source>
            <translation>ab 1</translation>
        </message>
        <message>
            <source>a text</source>
            <translation>ein Text</translation>
        </message>
        <message>
            <source>no model wrote this task, so there is no completion</source>
            <translation>kein Modell hat diese Aufgabe geschrieben, daher gibt es keine Antwort</translation>
        </message>
        <message>
            <source>the model that the run started from is gone</source>
            <translation>das Modell, mit dem der Lauf begann, ist nicht mehr da</translation>
        </message>
        <message>
            <source>put it back there: its tokenizer reads the completions</source>
            <translation>legen Sie es dorthin zurück: Sein Tokenizer liest die Antworten</translation>
        </message>
        <message>
            <source>the prompt has %1 tokens now, the run counted %2: the tokenizer is another one</source>
            <translation>der Prompt hat jetzt %1 Token, der Lauf zählte %2: Es ist ein anderer Tokenizer</translation>
        </message>
        <message>
            <source>put the model back that the run started from</source>
            <translation>legen Sie das Modell zurück, mit dem der Lauf begann</translation>
        </message>
        <message>
            <source>the weights are not those that run %1 started from</source>
            <translation>die Gewichte sind nicht die, mit denen Lauf %1 begann</translation>
        </message>
        <message>
            <source>put the original model back</source>
            <translation>legen Sie das ursprüngliche Modell zurück</translation>
        </message>
        <message>
            <source>the model needs %1, %2 are free</source>
            <translation>das Modell braucht %1, frei sind %2</translation>
        </message>
        <message>
            <source>wait for the run that trains, or end what else is open</source>
            <translation>warten Sie auf den Lauf, der trainiert, oder beenden Sie, was sonst offen ist</translation>
        </message>
        <message>
            <source>prompt and completion have %1 tokens, the model reads %2</source>
            <translation>Prompt und Antwort haben %1 Token, das Modell liest %2</translation>
        </message>
        <message>
            <source>choose a shorter one</source>
            <translation>wählen Sie eine kürzere</translation>
        </message>
        <message>
            <source>the stored tokens cannot be read</source>
            <translation>die gespeicherten Token lassen sich nicht lesen</translation>
        </message>
        <message>
            <source>the run is in the bin</source>
            <translation>der Lauf liegt im Papierkorb</translation>
        </message>
        <message>
            <source>the run is at work</source>
            <translation>der Lauf arbeitet gerade</translation>
        </message>
        <message>
            <source>it lies in the bin</source>
            <translation>er liegt im Papierkorb</translation>
        </message>
        <message>
            <source>restored</source>
            <translation>wiederhergestellt</translation>
        </message>
        <message>
            <source>archived</source>
            <translation>archiviert</translation>
        </message>
        <message>
            <source>no longer archived</source>
            <translation>nicht mehr archiviert</translation>
        </message>
        <message>
            <source>there is no statement</source>
            <translation>es gibt keine Anweisung</translation>
        </message>
        <message>
            <source>there is more than one statement</source>
            <translation>es ist mehr als eine Anweisung</translation>
        </message>
        <message>
            <source>ask them one by one</source>
            <translation>stellen Sie sie einzeln</translation>
        </message>
        <message>
            <source>only SELECT may be asked</source>
            <translation>nur SELECT ist erlaubt</translation>
        </message>
        <message>
            <source>only SELECT may be asked: not authorized</source>
            <translation>nur SELECT ist erlaubt</translation>
        </message>
        <message>
            <source>cancelled</source>
            <translation>abgebrochen</translation>
        </message>
        <message>
            <source>ask for less, or give it more time</source>
            <translation>fragen Sie nach weniger, oder lassen Sie mehr Zeit</translation>
        </message>
        <message>
            <source>there is no database here</source>
            <translation>hier ist keine Datenbank</translation>
        </message>
        <message>
            <source>it has no description</source>
            <translation>es hat keine Beschreibung</translation>
        </message>
        <message>
            <source>it is described and not there</source>
            <translation>es ist beschrieben und nicht da</translation>
        </message>
        <message>
            <source>names no field to order by</source>
            <translation>nennt kein Feld, nach dem geordnet wird</translation>
        </message>
        <message>
            <source>only numbers are compared by size</source>
            <translation>nur Zahlen werden nach ihrer Größe verglichen</translation>
        </message>
        <message>
            <source>it cannot be written</source>
            <translation>es lässt sich nicht schreiben</translation>
        </message>
        <message>
            <source>it is changed twice</source>
            <translation>es wird zweimal geändert</translation>
        </message>
        <message>
            <source>name each only once</source>
            <translation>jedes nur einmal nennen</translation>
        </message>
    </context>
</TS>
