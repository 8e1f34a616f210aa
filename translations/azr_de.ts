<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
    <context>
        <name>AccountTexts</name>
        <message>
            <source>Mean m</source>
            <translation>Mittel m</translation>
        </message>
        <message>
            <source>Deviation σ</source>
            <translation>Streuung σ</translation>
        </message>
        <message>
            <source>Advantage A</source>
            <translation>Vorteil A</translation>
        </message>
        <message>
            <source>masked: the sample does not train</source>
            <translation>maskiert: Die Probe trainiert nicht</translation>
        </message>
        <message>
            <source>it does not train: it only measures how hard the task is</source>
            <translation>sie trainiert nicht: Sie misst nur, wie schwer die Aufgabe ist</translation>
        </message>
        <message>
            <source>no token was written</source>
            <translation>kein Token wurde geschrieben</translation>
        </message>
        <message>
            <source>what the step was whitened with is not stored</source>
            <translation>womit der Schritt normiert wurde, ist nicht gespeichert</translation>
        </message>
        <message>
            <source>the settings give its role no weight</source>
            <translation>die Einstellungen geben ihrer Rolle kein Gewicht</translation>
        </message>
        <message>
            <source>of the %1 samples of the stream</source>
            <translation>der %1 Proben des Stroms</translation>
        </message>
        <message>
            <source>all rewards are equal: nothing to learn from</source>
            <translation>alle Belohnungen sind gleich: Es gibt nichts zu lernen</translation>
        </message>
        <message>
            <source>A = w (R - m) / (σ + 10⁻⁸) = %1(%2 - %3) / %4</source>
            <translation>A = w (R - m) / (σ + 10⁻⁸) = %1(%2 - %3) / %4</translation>
        </message>
        <message>
            <source>the sandbox failed: it says nothing about the answer</source>
            <translation>die Sandbox ist gescheitert: Das sagt nichts über die Antwort</translation>
        </message>
        <message>
            <source>no answer could be read: %1</source>
            <translation>keine Antwort war zu lesen: %1</translation>
        </message>
        <message>
            <source>%1 of the hidden pairs match</source>
            <translation>%1 der verborgenen Paare stimmen</translation>
        </message>
        <message>
            <source>the answer is right</source>
            <translation>die Antwort ist richtig</translation>
        </message>
        <message>
            <source>the answer is not right</source>
            <translation>die Antwort ist nicht richtig</translation>
        </message>
        <message>
            <source>the format is broken: the format penalty</source>
            <translation>das Format ist verletzt: der Abzug dafür</translation>
        </message>
        <message>
            <source>well formed: R = r</source>
            <translation>wohlgeformt: R = r</translation>
        </message>
        <message>
            <source>well formed, but r = 0: the penalty for that</source>
            <translation>wohlgeformt, aber r = 0: der Abzug dafür</translation>
        </message>
        <message>
            <source>Hidden pairs</source>
            <translation>Verborgene Paare</translation>
        </message>
        <message>
            <source>%1 match</source>
            <translation>%1 stimmen</translation>
        </message>
        <message>
            <source>Must give</source>
            <translation>Soll ergeben</translation>
        </message>
        <message>
            <source>Given input</source>
            <translation>Genannte Eingabe</translation>
        </message>
        <message>
            <source>Expected</source>
            <translation>Erwartet</translation>
        </message>
        <message>
            <source>Given</source>
            <translation>Genannt</translation>
        </message>
        <message>
            <source>Why not</source>
            <translation>Warum nicht</translation>
        </message>
        <message>
            <source>Score r</source>
            <translation>Punkte r</translation>
        </message>
        <message>
            <source>Reward R</source>
            <translation>Belohnung R</translation>
        </message>
        <message>
            <source>of the attempts at this task in the step</source>
            <translation>der Versuche an dieser Aufgabe in dem Schritt</translation>
        </message>
        <message>
            <source>Solve rate s</source>
            <translation>Lösungsrate s</translation>
        </message>
        <message>
            <source>of the rollouts</source>
            <translation>der Rollouts</translation>
        </message>
        <message>
            <source>Learnability</source>
            <translation>Lernbarkeit</translation>
        </message>
        <message>
            <source>of s: never and always solved tasks teach nothing</source>
            <translation>von s: Nie und immer gelöste Aufgaben lehren nichts</translation>
        </message>
        <message>
            <source>with what else the settings reward: novelty, complexity, …</source>
            <translation>mit dem, was die Einstellungen sonst belohnen: Neuheit, Komplexität, …</translation>
        </message>
        <message>
            <source>the task is not valid: the format penalty</source>
            <translation>die Aufgabe ist nicht gültig: der Abzug für das Format</translation>
        </message>
        <message>
            <source>R = r</source>
            <translation>R = r</translation>
        </message>
        <message>
            <source>valid, but nothing to learn from</source>
            <translation>gültig, aber ohne etwas zu lernen</translation>
        </message>
        <message>
            <source>of the proposals of its class</source>
            <translation>der Vorschläge ihrer Klasse</translation>
        </message>
        <message>
            <source>Input</source>
            <translation>Eingabe</translation>
        </message>
    </context>
    <context>
        <name>ActionTexts</name>
        <message>
            <source>%1 (%2)</source>
            <translation>%1 (%2)</translation>
        </message>
        <message>
            <source>Start the &amp;demo</source>
            <translation>&amp;Demo starten</translation>
        </message>
        <message>
            <source>Train the built-in model by self-play, with safe settings</source>
            <translation>Das eingebaute Modell mit sicheren Einstellungen durch Selbstspiel trainieren</translation>
        </message>
        <message>
            <source>&amp;New run…</source>
            <translation>&amp;Neuer Lauf…</translation>
        </message>
        <message>
            <source>Choose a model and settings, then train</source>
            <translation>Modell und Einstellungen wählen, dann trainieren</translation>
        </message>
        <message>
            <source>&amp;Continue this run</source>
            <translation>Diesen Lauf &amp;fortsetzen</translation>
        </message>
        <message>
            <source>&amp;Pause</source>
            <translation>&amp;Pause</translation>
        </message>
        <message>
            <source>&amp;One step</source>
            <translation>&amp;Ein Schritt</translation>
        </message>
        <message>
            <source>Train one step, then pause</source>
            <translation>Einen Schritt trainieren, dann anhalten</translation>
        </message>
        <message>
            <source>&amp;Stop</source>
            <translation>&amp;Stoppen</translation>
        </message>
        <message>
            <source>Finish the step, write a checkpoint, and end the run</source>
            <translation>Den Schritt abschließen, einen Sicherungspunkt schreiben und den Lauf beenden</translation>
        </message>
        <message>
            <source>Write a checkpoint at the next chance</source>
            <translation>Bei nächster Gelegenheit einen Sicherungspunkt schreiben</translation>
        </message>
        <message>
            <source>&amp;Measure held-out accuracy</source>
            <translation>&amp;Genauigkeit messen</translation>
        </message>
        <message>
            <source>Measure held-out accuracy at the next chance</source>
            <translation>Bei nächster Gelegenheit die Genauigkeit auf zurückgehaltenen Aufgaben messen</translation>
        </message>
        <message>
            <source>S&amp;eed a task…</source>
            <translation>Aufgabe vorge&amp;ben…</translation>
        </message>
        <message>
            <source>Write a task yourself and add it to the buffer</source>
            <translation>Selbst eine Aufgabe schreiben und in den Puffer geben</translation>
        </message>
        <message>
            <source>&amp;Veto tasks…</source>
            <translation>&amp;Veto einlegen…</translation>
        </message>
        <message>
            <source>Keep the selected tasks out of training</source>
            <translation>Die gewählten Aufgaben vom Training ausschließen</translation>
        </message>
        <message>
            <source>&amp;Find</source>
            <translation>&amp;Suchen</translation>
        </message>
        <message>
            <source>Go to the search field</source>
            <translation>Zum Suchfeld gehen</translation>
        </message>
        <message>
            <source>&amp;Open a workspace…</source>
            <translation>Arbeitsbereich &amp;öffnen…</translation>
        </message>
        <message>
            <source>Open another folder of runs</source>
            <translation>Einen anderen Ordner mit Läufen öffnen</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>&amp;Beenden</translation>
        </message>
        <message>
            <source>End the program; a run finishes its step first</source>
            <translation>Das Programm beenden; ein Lauf schließt zuvor seinen Schritt ab</translation>
        </message>
        <message>
            <source>Show the &amp;whole range</source>
            <translation>&amp;Ganzen Bereich zeigen</translation>
        </message>
        <message>
            <source>Undo the zoom of every chart</source>
            <translation>Den Zoom aller Diagramme aufheben</translation>
        </message>
        <message>
            <source>&amp;Activity</source>
            <translation>&amp;Aktivität</translation>
        </message>
        <message>
            <source>Show what happened: events, alerts, commands</source>
            <translation>Zeigen, was geschah: Ereignisse, Warnungen, Befehle</translation>
        </message>
        <message>
            <source>F&amp;ull screen</source>
            <translation>&amp;Vollbild</translation>
        </message>
        <message>
            <source>Use the whole screen</source>
            <translation>Den ganzen Bildschirm nutzen</translation>
        </message>
        <message>
            <source>A&amp;bout AZR Studio</source>
            <translation>&amp;Über AZR Studio</translation>
        </message>
        <message>
            <source>Version, licences, sources</source>
            <translation>Version, Lizenzen, Quellen</translation>
        </message>
        <message>
            <source>Light or dark as the desktop</source>
            <translation>Hell oder dunkel wie der Schreibtisch</translation>
        </message>
        <message>
            <source>&amp;Light</source>
            <translation>&amp;Hell</translation>
        </message>
        <message>
            <source>Light colours</source>
            <translation>Helle Farben</translation>
        </message>
        <message>
            <source>&amp;Dark</source>
            <translation>&amp;Dunkel</translation>
        </message>
        <message>
            <source>Dark colours</source>
            <translation>Dunkle Farben</translation>
        </message>
        <message>
            <source>E&amp;xport tasks…</source>
            <translation>Aufgaben e&amp;xportieren…</translation>
        </message>
        <message>
            <source>Write the selected tasks to a file</source>
            <translation>Die gewählten Aufgaben in eine Datei schreiben</translation>
        </message>
        <message>
            <source>Change se&amp;ttings…</source>
            <translation>Einstell&amp;ungen ändern…</translation>
        </message>
        <message>
            <source>Change what may change while the run trains</source>
            <translation>Ändern, was sich während des Laufs ändern darf</translation>
        </message>
        <message>
            <source>Write a chec&amp;kpoint</source>
            <translation>&amp;Sicherungspunkt schreiben</translation>
        </message>
        <message>
            <source>As the des&amp;ktop</source>
            <translation>Wie der &amp;Schreibtisch</translation>
        </message>
        <message>
            <source>&amp;Desktop notifications</source>
            <translation>&amp;Hinweise auf dem Desktop</translation>
        </message>
        <message>
            <source>Have the desktop say when a run ends, fails or stands still</source>
            <translation>Der Desktop meldet, wenn ein Lauf endet, scheitert oder stillsteht</translation>
        </message>
        <message>
            <source>&amp;Undo</source>
            <translation>&amp;Rückgängig</translation>
        </message>
        <message>
            <source>Take the last change of data back</source>
            <translation>Die letzte Änderung an Daten zurücknehmen</translation>
        </message>
        <message>
            <source>&amp;Redo</source>
            <translation>&amp;Wiederholen</translation>
        </message>
        <message>
            <source>Do again what was just taken back</source>
            <translation>Noch einmal tun, was gerade zurückgenommen wurde</translation>
        </message>
        <message>
            <source>&amp;Pin tasks</source>
            <translation>Aufgaben an&amp;heften</translation>
        </message>
        <message>
            <source>Keep the selected tasks in their buffers, and draw them more often</source>
            <translation>Die gewählten Aufgaben in ihren Puffern halten und öfter ziehen</translation>
        </message>
        <message>
            <source>Tags a&amp;nd note…</source>
            <translation>Schlagworte u&amp;nd Notiz…</translation>
        </message>
        <message>
            <source>Tag the selected tasks, or write a note on them</source>
            <translation>Den gewählten Aufgaben Schlagworte oder eine Notiz geben</translation>
        </message>
        <message>
            <source>Tags and note of the r&amp;un…</source>
            <translation>Schlagworte und Notiz des La&amp;ufs…</translation>
        </message>
        <message>
            <source>Pin or tag the shown run, or write a note on it</source>
            <translation>Den gezeigten Lauf anheften, ihm Schlagworte oder eine Notiz geben</translation>
        </message>
        <message>
            <source>Ru&amp;les…</source>
            <translation>Rege&amp;ln…</translation>
        </message>
        <message>
            <source>Conditions by which the run keeps, pins or tags its tasks</source>
            <translation>Bedingungen, nach denen der Lauf seine Aufgaben behält, anheftet oder mit Schlagworten versieht</translation>
        </message>
        <message>
            <source>Continue from the shown run&apos;s last checkpoint; without one it starts over</source>
            <translation>Vom letzten Sicherungspunkt des gezeigten Laufs fortsetzen; ohne einen beginnt er von vorn</translation>
        </message>
        <message>
            <source>Pause training, or continue it</source>
            <translation>Das Training anhalten oder fortsetzen</translation>
        </message>
        <message>
            <source>Continue</source>
            <translation>Fortsetzen</translation>
        </message>
        <message>
            <source>&amp;Admit tasks</source>
            <translation>Aufgaben &amp;zulassen</translation>
        </message>
        <message>
            <source>Let the selected tasks that wait for you into their buffers</source>
            <translation>Die gewählten Aufgaben, die auf Sie warten, in ihre Puffer lassen</translation>
        </message>
        <message>
            <source>Next &amp;waiting task</source>
            <translation>Nächste &amp;wartende Aufgabe</translation>
        </message>
        <message>
            <source>Go to the next task that waits for you</source>
            <translation>Zur nächsten Aufgabe, die auf Sie wartet</translation>
        </message>
        <message>
            <source>What the step d&amp;id…</source>
            <translation>Was der Schr&amp;itt tat…</translation>
        </message>
        <message>
            <source>The step of the selected task as the loop saw it</source>
            <translation>Der Schritt der gewählten Aufgabe, wie ihn die Schleife sah</translation>
        </message>
        <message>
            <source>&amp;Recent workspaces</source>
            <translation>&amp;Zuletzt geöffnete Arbeitsbereiche</translation>
        </message>
        <message>
            <source>&amp;Command palette…</source>
            <translation>&amp;Befehlspalette…</translation>
        </message>
        <message>
            <source>Find a command, page, run, setting or workspace by some of its letters</source>
            <translation>Einen Befehl, eine Seite, einen Lauf, eine Einstellung oder einen Arbeitsbereich an einigen Buchstaben finden</translation>
        </message>
        <message>
            <source>&amp;Keyboard shortcuts…</source>
            <translation>&amp;Tastenkürzel…</translation>
        </message>
        <message>
            <source>Every key of the window and its pages</source>
            <translation>Alle Tasten des Fensters und seiner Seiten</translation>
        </message>
        <message>
            <source>Not now: %1</source>
            <translation>Nicht jetzt: %1</translation>
        </message>
        <message>
            <source>Seed f&amp;rom this task…</source>
            <translation>Aus dieser Aufgabe vo&amp;rgeben…</translation>
        </message>
        <message>
            <source>Change the selected task and add it to the buffer as your own</source>
            <translation>Die gewählte Aufgabe ändern und als eigene in den Puffer geben</translation>
        </message>
        <message>
            <source>&amp;New workspace…</source>
            <translation>&amp;Neuer Arbeitsbereich…</translation>
        </message>
        <message>
            <source>Choose a folder for other runs, and begin there</source>
            <translation>Einen Ordner für andere Läufe wählen und dort beginnen</translation>
        </message>
    </context>
    <context>
        <name>AxisTexts</name>
        <message>
            <source>step</source>
            <translation>Schritt</translation>
        </message>
        <message>
            <source>h</source>
            <translation>h</translation>
        </message>
        <message>
            <source>min</source>
            <translation>min</translation>
        </message>
        <message>
            <source>M tok.</source>
            <translation>Mio. T.</translation>
        </message>
        <message>
            <source>k tok.</source>
            <translation>Tsd. T.</translation>
        </message>
        <message>
            <source>Steps</source>
            <translation>Schritte</translation>
        </message>
        <message>
            <source>Training time</source>
            <translation>Trainingszeit</translation>
        </message>
        <message>
            <source>Trained tokens</source>
            <translation>Trainierte Tokens</translation>
        </message>
    </context>
    <context>
        <name>ChartExport</name>
        <message>
            <source>%1: the name should end in .png, .svg or .csv</source>
            <translation>%1: der Name sollte auf .png, .svg oder .csv enden</translation>
        </message>
    </context>
    <context>
        <name>ChartTexts</name>
        <message>
            <source>%1, %2</source>
            <translation>%1, %2</translation>
        </message>
        <message>
            <source>Held-out accuracy</source>
            <translation>Genauigkeit (zurückgehalten)</translation>
        </message>
        <message>
            <source>Share of tasks from a set never trained on that the model solves; sampled at temperature 1, and greedily (dashed).</source>
            <translation>Anteil gelöster Aufgaben aus einer Menge, auf der nie trainiert wurde; gezogen bei Temperatur 1 und gierig (gestrichelt).</translation>
        </message>
        <message>
            <source>sampled</source>
            <translation>gezogen</translation>
        </message>
        <message>
            <source>greedy</source>
            <translation>gierig</translation>
        </message>
        <message>
            <source>Solve rate</source>
            <translation>Lösungsrate</translation>
        </message>
        <message>
            <source>Share of the solver&apos;s attempts at this step&apos;s tasks that were correct.</source>
            <translation>Anteil richtiger Lösungsversuche an den Aufgaben dieses Schritts.</translation>
        </message>
        <message>
            <source>Solver reward</source>
            <translation>Belohnung: Lösen</translation>
        </message>
        <message>
            <source>Mean composite reward of the solver (equation 6 of the paper).</source>
            <translation>Mittlere zusammengesetzte Belohnung des Lösers (Gleichung 6 des Artikels).</translation>
        </message>
        <message>
            <source>Proposer reward</source>
            <translation>Belohnung: Vorschlagen</translation>
        </message>
        <message>
            <source>Mean composite reward of the proposer: high when tasks are valid and neither too easy nor too hard.</source>
            <translation>Mittlere zusammengesetzte Belohnung des Vorschlagenden: hoch, wenn Aufgaben gültig und weder zu leicht noch zu schwer sind.</translation>
        </message>
        <message>
            <source>Valid proposals</source>
            <translation>Gültige Vorschläge</translation>
        </message>
        <message>
            <source>Share of proposed tasks that parse, run, and give the same value twice.</source>
            <translation>Anteil der Vorschläge, die sich lesen lassen, laufen und zweimal denselben Wert geben.</translation>
        </message>
        <message>
            <source>Learnability</source>
            <translation>Lernbarkeit</translation>
        </message>
        <message>
            <source>Mean of equation 4: zero for tasks that are always or never solved.</source>
            <translation>Mittel von Gleichung 4: null für Aufgaben, die immer oder nie gelöst werden.</translation>
        </message>
        <message>
            <source>Entropy</source>
            <translation>Entropie</translation>
        </message>
        <message>
            <source>Mean entropy of the next-token distribution, in nats; a collapse towards zero ends learning. Solver dashed.</source>
            <translation>Mittlere Entropie der Verteilung des nächsten Tokens, in Nat; fällt sie gegen null, endet das Lernen. Löser gestrichelt.</translation>
        </message>
        <message>
            <source> nats</source>
            <translation> Nat</translation>
        </message>
        <message>
            <source>proposer</source>
            <translation>Vorschlag</translation>
        </message>
        <message>
            <source>solver</source>
            <translation>Lösung</translation>
        </message>
        <message>
            <source>Completion length</source>
            <translation>Länge der Antworten</translation>
        </message>
        <message>
            <source>Mean tokens of a completion. Solver dashed.</source>
            <translation>Mittlere Tokenzahl einer Antwort. Löser gestrichelt.</translation>
        </message>
        <message>
            <source>Throughput</source>
            <translation>Durchsatz</translation>
        </message>
        <message>
            <source>Tokens sampled and trained per second.</source>
            <translation>Gezogene und trainierte Token je Sekunde.</translation>
        </message>
        <message>
            <source> tokens/s</source>
            <translation> Token/s</translation>
        </message>
        <message>
            <source>trained</source>
            <translation>trainiert</translation>
        </message>
        <message>
            <source>Between too easy and too hard</source>
            <translation>Zwischen zu leicht und zu schwer</translation>
        </message>
        <message>
            <source>Share of new tasks that the solver solves sometimes: the ones worth learning from.</source>
            <translation>Anteil neuer Aufgaben, die manchmal gelöst werden: aus ihnen lässt sich lernen.</translation>
        </message>
        <message>
            <source>Signs of collapse</source>
            <translation>Anzeichen des Zusammenbruchs</translation>
        </message>
        <message>
            <source>Shares of near-duplicates, of tasks a coin flip could answer, of completions cut off at the length limit, and of composite tasks that only give what a given function gives. All should stay low.</source>
            <translation>Anteile von Fast-Wiederholungen, von Aufgaben, die ein Münzwurf beantwortet, von abgeschnittenen Antworten und von zusammengesetzten Aufgaben, die nur geben, was eine gegebene Funktion gibt. Alle sollten niedrig bleiben.</translation>
        </message>
        <message>
            <source>near-duplicates</source>
            <translation>Fast-Wiederholungen</translation>
        </message>
        <message>
            <source>coin flips</source>
            <translation>Münzwürfe</translation>
        </message>
        <message>
            <source>cut off</source>
            <translation>abgeschnitten</translation>
        </message>
        <message>
            <source>degenerate</source>
            <translation>ohne Eigenes</translation>
        </message>
        <message>
            <source>Size of the update</source>
            <translation>Größe der Aktualisierung</translation>
        </message>
        <message>
            <source>Norm of the gradient before clipping.</source>
            <translation>Norm des Gradienten vor dem Beschneiden.</translation>
        </message>
        <message>
            <source>gradient norm</source>
            <translation>Gradientennorm</translation>
        </message>
    </context>
    <context>
        <name>EventTexts</name>
        <message>
            <source>best checkpoint</source>
            <translation>bester Checkpoint</translation>
        </message>
        <message>
            <source>checkpoint</source>
            <translation>Checkpoint</translation>
        </message>
        <message>
            <source>Changed settings</source>
            <translation>Geänderte Einstellungen</translation>
        </message>
        <message>
            <source>Vetoes</source>
            <translation>Vetos</translation>
        </message>
        <message>
            <source>Seeds</source>
            <translation>Eigene Aufgaben</translation>
        </message>
        <message>
            <source>Checkpoints</source>
            <translation>Checkpoints</translation>
        </message>
        <message>
            <source>Alerts</source>
            <translation>Warnungen</translation>
        </message>
        <message>
            <source>Resumptions</source>
            <translation>Fortsetzungen</translation>
        </message>
    </context>
    <context>
        <name>FoundModelsText</name>
        <message>
            <source>all of it can be trained</source>
            <translation>ganz trainierbar</translation>
        </message>
        <message>
            <source>adapters can be trained</source>
            <translation>Adapter trainierbar</translation>
        </message>
        <message>
            <source>can only be sampled</source>
            <translation>nur zum Antworten</translation>
        </message>
        <message>
            <source>too large</source>
            <translation>zu groß</translation>
        </message>
        <message>
            <source>cannot be read</source>
            <translation>nicht lesbar</translation>
        </message>
        <message>
            <source>an unnamed model</source>
            <translation>ein Modell ohne Namen</translation>
        </message>
        <message>
            <source>adapter for %1</source>
            <translation>Adapter für %1</translation>
        </message>
    </context>
    <context>
        <name>LayoutTexts</name>
        <message>
            <source>My charts</source>
            <translation>Meine Diagramme</translation>
        </message>
    </context>
    <context>
        <name>SeedTexts</name>
        <message>
            <source>a line break</source>
            <translation>einen Zeilenumbruch</translation>
        </message>
        <message>
            <source>a tab</source>
            <translation>einen Tabulator</translation>
        </message>
        <message>
            <source>a space</source>
            <translation>ein Leerzeichen</translation>
        </message>
        <message>
            <source>program</source>
            <translation>Programm</translation>
        </message>
        <message>
            <source>message</source>
            <translation>Nachricht</translation>
        </message>
        <message>
            <source>input %1</source>
            <translation>Eingabe %1</translation>
        </message>
        <message>
            <source>input</source>
            <translation>Eingabe</translation>
        </message>
        <message>
            <source>output %1</source>
            <translation>Ausgabe %1</translation>
        </message>
        <message>
            <source>output</source>
            <translation>Ausgabe</translation>
        </message>
        <message>
            <source>%1 (%2, line %3, column %4)</source>
            <translation>%1 (%2, Zeile %3, Spalte %4)</translation>
        </message>
        <message numerus="yes">
            <source>and %n more</source>
            <translation>
                <numerusform>und %n weiteres</numerusform>
                <numerusform>und %n weitere</numerusform>
            </translation>
        </message>
        <message>
            <source>the built-in model</source>
            <translation>das eingebaute Modell</translation>
        </message>
        <message>
            <source>its model %1</source>
            <translation>sein Modell %1</translation>
        </message>
        <message>
            <source>no run is at work that could take it. Start or continue one, then check again.</source>
            <translation>es ist kein Lauf am Werk, der sie annehmen könnte. Einen starten oder fortsetzen, dann noch einmal prüfen.</translation>
        </message>
        <message>
            <source>the run “%1” cannot take it: %2 has no token for %3.</source>
            <translation>der Lauf „%1“ kann sie nicht annehmen: %2 hat kein Token für %3.</translation>
        </message>
        <message>
            <source>It reads its own spelling alone: one space around operators, and the names x, n, y, z, s, t, i and k.</source>
            <translation>Es liest nur seine eigene Schreibweise: je ein Leerzeichen um Operatoren und die Namen x, n, y, z, s, t, i und k.</translation>
        </message>
        <message>
            <source>the run “%1” cannot take it: the question to %2 would have %3 tokens, and %4 are allowed (prompt.prompt_limit).</source>
            <translation>der Lauf „%1“ kann sie nicht annehmen: Die Frage an %2 hätte %3 Token, erlaubt sind %4 (prompt.prompt_limit).</translation>
        </message>
        <message>
            <source>the run “%1” cannot take it: %2</source>
            <translation>der Lauf „%1“ kann sie nicht annehmen: %2</translation>
        </message>
        <message>
            <source>no token for %1</source>
            <translation>kein Token für %1</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::AboutPage</name>
        <message>
            <source>AZR Studio %1</source>
            <translation>AZR Studio %1</translation>
        </message>
        <message>
            <source>About AZR Studio</source>
            <translation>Über AZR Studio</translation>
        </message>
        <message>
            <source>Licences and sources</source>
            <translation>Lizenzen und Quellen</translation>
        </message>
        <message>
            <source>Trains a language model by self-play: it proposes tasks, solves them, and is judged by a sandboxed Python alone.</source>
            <translation>Trainiert ein Sprachmodell durch Selbstspiel: Es stellt sich Aufgaben, löst sie, und allein ein abgeschottetes Python urteilt.</translation>
        </message>
        <message>
            <source>After “Absolute Zero: Reinforced Self-play Reasoning with Zero Data”, %1.</source>
            <translation>Nach „Absolute Zero: Reinforced Self-play Reasoning with Zero Data“, %1.</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>Lizenz</translation>
        </message>
        <message>
            <source>Our source code is under the MIT licence. Qt Charts and QScintilla are under the GPL, version 3, so this built program is distributed under the GPL, version 3. It comes without any warranty.</source>
            <translation>Unser Quelltext steht unter der MIT-Lizenz. Qt Charts und QScintilla stehen unter der GPL, Version 3; deshalb wird dieses gebaute Programm unter der GPL, Version 3, weitergegeben. Es kommt ohne jede Gewährleistung.</translation>
        </message>
        <message>
            <source>Made of</source>
            <translation>Bestandteile</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::ActivityLog</name>
        <message>
            <source>Activity</source>
            <translation>Aktivität</translation>
        </message>
        <message>
            <source>step %1: %2</source>
            <translation>Schritt %1: %2</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::AlertStrip</name>
        <message>
            <source>Dismiss</source>
            <translation>Ausblenden</translation>
        </message>
        <message>
            <source>Alerts</source>
            <translation>Warnungen</translation>
        </message>
        <message>
            <source>▲  Step %1: </source>
            <translation>▲  Schritt %1: </translation>
        </message>
        <message>
            <source>Dismiss the alerts</source>
            <translation>Die Warnungen ausblenden</translation>
        </message>
        <message>
            <source>Hide these alerts; they stay in the activity log</source>
            <translation>Diese Warnungen ausblenden; im Protokoll bleiben sie stehen</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::AttemptTableModel</name>
        <message>
            <source>%1, cut off</source>
            <translation>%1, abgeschnitten</translation>
        </message>
        <message>
            <source>Use</source>
            <translation>Zweck</translation>
        </message>
        <message>
            <source>Verdict</source>
            <translation>Urteil</translation>
        </message>
        <message>
            <source>Reward</source>
            <translation>Belohnung</translation>
        </message>
        <message>
            <source>Advantage</source>
            <translation>Vorteil</translation>
        </message>
        <message>
            <source>Answer</source>
            <translation>Antwort</translation>
        </message>
        <message>
            <source>Tokens</source>
            <translation>Token</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::BuffersPage</name>
        <message>
            <source>Valid tasks wait here. Proposers are shown some of them as references, and solvers get them when a step invents too few. Enter or a double click opens a task.</source>
            <translation>Hier warten gültige Aufgaben. Vorschlagende sehen einige davon als Beispiele, und Lösende bekommen sie, wenn ein Schritt zu wenige erfindet. Eingabetaste oder Doppelklick öffnet eine Aufgabe.</translation>
        </message>
        <message>
            <source>tasks</source>
            <translation>Aufgaben</translation>
        </message>
        <message>
            <source>Buffer of %1</source>
            <translation>Puffer: %1</translation>
        </message>
        <message>
            <source>This buffer is empty</source>
            <translation>Dieser Puffer ist leer</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::ChartBoard</name>
        <message>
            <source>Charts</source>
            <translation>Diagramme</translation>
        </message>
        <message>
            <source>Appears with the first step</source>
            <translation>Erscheint mit dem ersten Schritt</translation>
        </message>
        <message>
            <source>Choose metrics…</source>
            <translation>Messwerte wählen…</translation>
        </message>
        <message>
            <source>Rename…</source>
            <translation>Umbenennen…</translation>
        </message>
        <message>
            <source>Rename the chart</source>
            <translation>Diagramm umbenennen</translation>
        </message>
        <message>
            <source>Title</source>
            <translation>Titel</translation>
        </message>
        <message>
            <source>Move forward</source>
            <translation>Nach vorn</translation>
        </message>
        <message>
            <source>Move back</source>
            <translation>Nach hinten</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>Entfernen</translation>
        </message>
        <message>
            <source>What step %1 &amp;did…</source>
            <translation>Was Schritt %1 &amp;tat…</translation>
        </message>
        <message>
            <source>Reading the run…</source>
            <translation>Der Lauf wird gelesen …</translation>
        </message>
        <message>
            <source>Not measured so far</source>
            <translation>Bisher nicht gemessen</translation>
        </message>
        <message>
            <source>Not measured in this run</source>
            <translation>In diesem Lauf nicht gemessen</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::ComparisonView</name>
        <message>
            <source>%1: %2 to %3 at step %4. </source>
            <translation>%1: %2 zu %3 in Schritt %4. </translation>
        </message>
        <message>
            <source>%1 (run %2)</source>
            <translation>%1 (Lauf %2)</translation>
        </message>
        <message>
            <source>Choose metrics to compare</source>
            <translation>Messwerte zum Vergleichen wählen</translation>
        </message>
        <message>
            <source>Charts of any metric, beside the usual ones</source>
            <translation>Diagramme beliebiger Messwerte neben den üblichen</translation>
        </message>
        <message>
            <source>Comparison</source>
            <translation>Vergleich</translation>
        </message>
        <message>
            <source>Curves of the runs</source>
            <translation>Kurven der Läufe</translation>
        </message>
        <message>
            <source>Changed while training</source>
            <translation>Beim Training geändert</translation>
        </message>
        <message>
            <source>C&amp;urves</source>
            <translation>&amp;Kurven</translation>
        </message>
        <message>
            <source>Setti&amp;ngs</source>
            <translation>Einstell&amp;ungen</translation>
        </message>
        <message>
            <source>step</source>
            <translation>Schritt</translation>
        </message>
        <message>
            <source>None of the runs has measured this</source>
            <translation>Keiner der Läufe hat das gemessen</translation>
        </message>
        <message>
            <source>Reading run %1 of %2…</source>
            <translation>Lauf %1 von %2 wird gelesen…</translation>
        </message>
        <message>
            <source>Choose metrics…</source>
            <translation>Messwerte wählen…</translation>
        </message>
        <message>
            <source>&amp;Difference</source>
            <translation>Unters&amp;chied</translation>
        </message>
        <message>
            <source>The 95% interval of a share is drawn of the run that the pointer is on.</source>
            <translation>Das 95-%-Intervall eines Anteils wird von dem Lauf gezeichnet, auf dem der Zeiger steht.</translation>
        </message>
        <message>
            <source>Bands are 95% intervals of shares.</source>
            <translation>Bänder sind 95-%-Intervalle von Anteilen.</translation>
        </message>
        <message>
            <source>%1 (solid) and %2 (dashed), means over %3</source>
            <translation>%1 (durchgezogen) und %2 (gestrichelt), Mittel über %3</translation>
        </message>
        <message>
            <source>no kind, as they share none</source>
            <translation>keine Art, da sie keine gemeinsam haben</translation>
        </message>
        <message numerus="yes">
            <source>%Ln run(s), means over %1</source>
            <translation>
                <numerusform>%Ln Lauf, Mittel über %1</numerusform>
                <numerusform>%Ln Läufe, Mittel über %1</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln group(s) of runs, means over %1 and over the runs of each, with 95% intervals</source>
            <translation>
                <numerusform>%Ln Gruppe von Läufen, Mittel über %1 und über ihre Läufe, mit 95-%-Intervallen</numerusform>
                <numerusform>%Ln Gruppen von Läufen, Mittel über %1 und über die Läufe jeder Gruppe, mit 95-%-Intervallen</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::DeparturesPanel</name>
        <message>
            <source>Preset to compare with</source>
            <translation>Vorlage zum Vergleich</translation>
        </message>
        <message>
            <source>Lists where the settings of this run differ from that preset</source>
            <translation>Zeigt, wo die Einstellungen dieses Laufs von der Vorlage abweichen</translation>
        </message>
        <message>
            <source>Paper</source>
            <translation>Artikel</translation>
        </message>
        <message>
            <source>Compared &amp;with</source>
            <translation>Verglichen &amp;mit</translation>
        </message>
        <message>
            <source>This run</source>
            <translation>Dieser Lauf</translation>
        </message>
        <message>
            <source>Why</source>
            <translation>Warum</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::ExecutorPage</name>
        <message>
            <source>Sandbox not started</source>
            <translation>Sandbox nicht gestartet</translation>
        </message>
        <message>
            <source>Isolation L%1</source>
            <translation>Abschottung L%1</translation>
        </message>
        <message>
            <source>Executions</source>
            <translation>Ausführungen</translation>
        </message>
        <message>
            <source>Programs run since the executor started</source>
            <translation>Programme seit dem Start der Ausführung</translation>
        </message>
        <message>
            <source>Latency</source>
            <translation>Latenz</translation>
        </message>
        <message>
            <source>Half of the requests take less than this</source>
            <translation>Die Hälfte der Anfragen dauert kürzer</translation>
        </message>
        <message>
            <source>Waiting</source>
            <translation>Wartend</translation>
        </message>
        <message>
            <source>Requests that wait for a worker</source>
            <translation>Anfragen, die auf einen Arbeiter warten</translation>
        </message>
        <message>
            <source>Cache</source>
            <translation>Zwischenspeicher</translation>
        </message>
        <message>
            <source>Requests answered without running anything</source>
            <translation>Anfragen, die ohne Ausführung beantwortet wurden</translation>
        </message>
        <message>
            <source>Trouble</source>
            <translation>Störungen</translation>
        </message>
        <message>
            <source>Layers of isolation</source>
            <translation>Schichten der Abschottung</translation>
        </message>
        <message>
            <source>The sandbox starts with the first run or check</source>
            <translation>Die Sandbox startet mit dem ersten Lauf oder der ersten Prüfung</translation>
        </message>
        <message>
            <source>Verdicts</source>
            <translation>Urteile</translation>
        </message>
        <message>
            <source>Nothing was executed yet</source>
            <translation>Noch nichts ausgeführt</translation>
        </message>
        <message>
            <source>The sandbox is not running</source>
            <translation>Die Sandbox läuft nicht</translation>
        </message>
        <message>
            <source>Programs that the model writes only ever run in separate processes without network, files or privileges. The sandbox starts with the first run or check.</source>
            <translation>Programme des Modells laufen nur in eigenen Prozessen ohne Netz, Dateien und Rechte. Die Sandbox startet mit dem ersten Lauf oder der ersten Prüfung.</translation>
        </message>
        <message>
            <source>Isolation level L%1</source>
            <translation>Abschottungsstufe L%1</translation>
        </message>
        <message>
            <source>  ✔ self-test passed</source>
            <translation>  ✔ Selbsttest bestanden</translation>
        </message>
        <message>
            <source>  ✖ self-test failed</source>
            <translation>  ✖ Selbsttest gescheitert</translation>
        </message>
        <message>
            <source>Python %1 · %2 · fork %3 ms · pooled %4 ms</source>
            <translation>Python %1 · %2 · Fork %3 ms · Pool %4 ms</translation>
        </message>
        <message>
            <source>Layer</source>
            <translation>Schicht</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Zustand</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>Bemerkung</translation>
        </message>
        <message>
            <source>active</source>
            <translation>aktiv</translation>
        </message>
        <message>
            <source>missing</source>
            <translation>fehlt</translation>
        </message>
        <message>
            <source>%1 ms</source>
            <translation>%1 ms</translation>
        </message>
        <message>
            <source>99 % below %1 ms</source>
            <translation>99 % unter %1 ms</translation>
        </message>
        <message numerus="yes">
            <source>%n worker(s)</source>
            <translation>
                <numerusform>%n Arbeiter</numerusform>
                <numerusform>%n Arbeiter</numerusform>
            </translation>
        </message>
        <message>
            <source>Verdict</source>
            <translation>Urteil</translation>
        </message>
        <message>
            <source>Count</source>
            <translation>Anzahl</translation>
        </message>
        <message>
            <source>Valid or correct</source>
            <translation>Gültig oder richtig</translation>
        </message>
        <message>
            <source>How strongly programs of the model are kept apart from this computer: %1</source>
            <translation>Wie stark Programme des Modells von diesem Rechner getrennt sind: %1</translation>
        </message>
        <message>
            <source>Workers restarted, executions that were lost, and results of the pool that a fork did not confirm</source>
            <translation>Neu gestartete Arbeiter, verlorene Ausführungen und Ergebnisse des Vorrats, die eine eigene Abspaltung nicht bestätigt hat</translation>
        </message>
        <message>
            <source>restarts: %1, lost: %2, alarms: %3</source>
            <translation>Neustarts: %1, verloren: %2, Alarme: %3</translation>
        </message>
        <message>
            <source>%1 per second</source>
            <translation>%1 pro Sekunde</translation>
        </message>
        <message>
            <source>of %1 requests</source>
            <translation>von %1 Anfragen</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::ExportPage</name>
        <message>
            <source>Tasks</source>
            <translation>Aufgaben</translation>
        </message>
        <message>
            <source>All kinds</source>
            <translation>Alle Arten</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>Art</translation>
        </message>
        <message>
            <source>Which kind of task</source>
            <translation>Welche Art von Aufgabe</translation>
        </message>
        <message>
            <source>In a buffer now</source>
            <translation>Jetzt in einem Puffer</translation>
        </message>
        <message>
            <source>All valid ones</source>
            <translation>Alle gültigen</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>Status</translation>
        </message>
        <message>
            <source>Which state the tasks are in</source>
            <translation>In welchem Zustand die Aufgaben sind</translation>
        </message>
        <message>
            <source>only tasks that contain…</source>
            <translation>nur Aufgaben, die enthalten…</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>Text</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>Checkpoint</source>
            <translation>Sicherungspunkt</translation>
        </message>
        <message>
            <source>Checkpoints of the shown run</source>
            <translation>Sicherungspunkte des gezeigten Laufs</translation>
        </message>
        <message>
            <source>Export &amp;model…</source>
            <translation>&amp;Modell exportieren…</translation>
        </message>
        <message>
            <source>Write the checkpoint into a folder</source>
            <translation>Den Sicherungspunkt in einen Ordner schreiben</translation>
        </message>
        <message numerus="yes">
            <source>%Ln task(s)</source>
            <translation>
                <numerusform>%Ln Aufgabe</numerusform>
                <numerusform>%Ln Aufgaben</numerusform>
            </translation>
        </message>
        <message>
            <source>No run is shown</source>
            <translation>Kein Lauf gezeigt</translation>
        </message>
        <message>
            <source>Step %1 · %2 · %3</source>
            <translation>Schritt %1 · %2 · %3</translation>
        </message>
        <message>
            <source> · best so far</source>
            <translation> · bisher bester</translation>
        </message>
        <message>
            <source>No checkpoints yet</source>
            <translation>Noch keine Sicherungspunkte</translation>
        </message>
        <message>
            <source>Export tasks</source>
            <translation>Aufgaben exportieren</translation>
        </message>
        <message numerus="yes">
            <source>%Ln task(s) written to %1</source>
            <translation>
                <numerusform>%Ln Aufgabe nach %1 geschrieben</numerusform>
                <numerusform>%Ln Aufgaben nach %1 geschrieben</numerusform>
            </translation>
        </message>
        <message>
            <source>%1 written to %2</source>
            <translation>%1 nach %2 geschrieben</translation>
        </message>
        <message>
            <source>Export of tasks</source>
            <translation>Export von Aufgaben</translation>
        </message>
        <message>
            <source>Export of the model</source>
            <translation>Export des Modells</translation>
        </message>
        <message>
            <source>Where the model&apos;s folder shall lie</source>
            <translation>Wo der Ordner des Modells liegen soll</translation>
        </message>
        <message>
            <source>A checkpoint as a Hugging Face folder: config.json, model.safetensors, tokenizer.json. Other programs load it as it is. Of a run that trains adapters (LoRA), the adapter is merged into the weights, or written alone as a PEFT folder.</source>
            <translation>Ein Sicherungspunkt als Hugging-Face-Ordner: config.json, model.safetensors, tokenizer.json. Andere Programme laden ihn unverändert. Von einem Lauf, der Adapter (LoRA) trainiert, wird der Adapter in die Gewichte eingerechnet oder allein als PEFT-Ordner geschrieben.</translation>
        </message>
        <message>
            <source>All weights, merged</source>
            <translation>Alle Gewichte, verrechnet</translation>
        </message>
        <message>
            <source>Adapter alone (PEFT)</source>
            <translation>Adapter allein (PEFT)</translation>
        </message>
        <message>
            <source>Form</source>
            <translation>Form</translation>
        </message>
        <message>
            <source>What is written of a run that trains adapters</source>
            <translation>Was von einem Lauf geschrieben wird, der Adapter trainiert</translation>
        </message>
        <message>
            <source>Number type as stored</source>
            <translation>Zahlentyp wie gespeichert</translation>
        </message>
        <message>
            <source>Number type</source>
            <translation>Zahlentyp</translation>
        </message>
        <message>
            <source>The type in which the weights are written</source>
            <translation>Der Typ, in dem die Gewichte geschrieben werden</translation>
        </message>
        <message>
            <source>Export tas&amp;ks…</source>
            <translation>Aufgaben e&amp;xportieren…</translation>
        </message>
        <message>
            <source>F&amp;ork…</source>
            <translation>Abz&amp;weigen…</translation>
        </message>
        <message>
            <source>Fork from this checkpoint</source>
            <translation>Von diesem Checkpoint abzweigen</translation>
        </message>
        <message>
            <source>A new run that begins from this checkpoint, with one thing changed, or several</source>
            <translation>Ein neuer Lauf, der bei diesem Checkpoint beginnt, mit einer Änderung oder mehreren</translation>
        </message>
        <message>
            <source>Found in program, input, output or message</source>
            <translation>In Programm, Eingabe, Ausgabe oder Nachricht gefunden</translation>
        </message>
        <message>
            <source>Reference (JSON lines)</source>
            <translation>Referenz (JSON-Zeilen)</translation>
        </message>
        <message>
            <source>Everything (JSON lines)</source>
            <translation>Alles (JSON-Zeilen)</translation>
        </message>
        <message>
            <source>Table (CSV)</source>
            <translation>Tabelle (CSV)</translation>
        </message>
        <message>
            <source>Preference pairs (JSON lines)</source>
            <translation>Präferenzpaare (JSON-Zeilen)</translation>
        </message>
        <message>
            <source>Dataset (Hugging Face)</source>
            <translation>Datensatz (Hugging Face)</translation>
        </message>
        <message>
            <source>Environment (verifiers)</source>
            <translation>Umgebung (verifiers)</translation>
        </message>
        <message>
            <source>The fields of the reference implementation: program, input, output, message, imports</source>
            <translation>Die Felder der Referenz-Implementierung: Programm, Eingabe, Ausgabe, Nachricht, Importe</translation>
        </message>
        <message>
            <source>With prompts, completions, attempts, verdicts, lineage, tags and notes</source>
            <translation>Mit Prompts, Antworten, Versuchen, Urteilen, Herkunft, Schlagwörtern und Notizen</translation>
        </message>
        <message>
            <source>For a spreadsheet; no cell is taken for a formula</source>
            <translation>Für eine Tabellenkalkulation; keine Zelle wird für eine Formel gehalten</translation>
        </message>
        <message>
            <source>Of one prompt, a completion that solved the task and one that did not</source>
            <translation>Zu einem Prompt eine Antwort, die die Aufgabe löste, und eine, die es nicht tat</translation>
        </message>
        <message>
            <source>A folder for the datasets library: tasks, completions with rewards, preferences</source>
            <translation>Ein Ordner für die Bibliothek datasets: Aufgaben, Antworten mit Belohnungen, Präferenzen</translation>
        </message>
        <message>
            <source>A Python package for other trainers: the tasks, how often each was solved, and our verdicts as reward</source>
            <translation>Ein Python-Paket für andere Trainer: die Aufgaben, wie oft jede gelöst wurde, und unsere Urteile als Belohnung</translation>
        </message>
        <message>
            <source>Format of the tasks</source>
            <translation>Format der Aufgaben</translation>
        </message>
        <message>
            <source>Valid tasks with their inputs and outputs, for other trainers, for spreadsheets or as a data set. “Everything” and the table hold the others, too.</source>
            <translation>Gültige Aufgaben mit ihren Ein- und Ausgaben, für andere Trainer, für Tabellenkalkulationen oder als Datensatz. „Alles“ und die Tabelle enthalten auch die anderen.</translation>
        </message>
        <message>
            <source>Write the chosen tasks to a file or a folder</source>
            <translation>Die gewählten Aufgaben in eine Datei oder einen Ordner schreiben</translation>
        </message>
        <message>
            <source>Where the folder shall lie</source>
            <translation>Wo der Ordner liegen soll</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::ExportProgress</name>
        <message>
            <source>Progress: %1</source>
            <translation>Fortschritt: %1</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <source>Cancel: %1</source>
            <translation>Abbrechen: %1</translation>
        </message>
        <message>
            <source>End the export; nothing of it is kept</source>
            <translation>Den Export beenden; nichts davon bleibt</translation>
        </message>
        <message>
            <source>Result: %1</source>
            <translation>Ergebnis: %1</translation>
        </message>
        <message>
            <source>Open folder</source>
            <translation>Ordner öffnen</translation>
        </message>
        <message>
            <source>Open the folder: %1</source>
            <translation>Ordner öffnen: %1</translation>
        </message>
        <message>
            <source>Show in the file manager what was written</source>
            <translation>Im Dateimanager zeigen, was geschrieben wurde</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::FailureBox</name>
        <message>
            <source>AZR Studio</source>
            <translation>AZR Studio</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::Leaving</name>
        <message>
            <source>Quit</source>
            <translation>Beenden</translation>
        </message>
        <message>
            <source>A run is training.</source>
            <translation>Ein Lauf trainiert.</translation>
        </message>
        <message>
            <source>The step under way will be finished and a checkpoint written, then the window closes. The run can be continued later from there.</source>
            <translation>Der laufende Schritt wird beendet und ein Sicherungspunkt geschrieben, dann schließt sich das Fenster. Der Lauf kann später von dort fortgesetzt werden.</translation>
        </message>
        <message>
            <source>&amp;Finish the step and quit</source>
            <translation>Schritt &amp;beenden und schließen</translation>
        </message>
        <message>
            <source>&amp;Keep training</source>
            <translation>&amp;Weiter trainieren</translation>
        </message>
        <message>
            <source>Finishing the step and writing a checkpoint… Close the window again to end at once, back to the last checkpoint.</source>
            <translation>Der Schritt wird beendet und ein Sicherungspunkt geschrieben… Das Fenster noch einmal schließen, um sofort zu enden, zurück zum letzten Sicherungspunkt.</translation>
        </message>
        <message>
            <source>Open a workspace</source>
            <translation>Arbeitsbereich öffnen</translation>
        </message>
        <message>
            <source>The step under way will be finished and a checkpoint written, then the other workspace is opened. The run can be continued later from there.</source>
            <translation>Der laufende Schritt wird abgeschlossen und ein Sicherungspunkt geschrieben, dann öffnet sich der andere Arbeitsbereich. Der Lauf kann später von dort fortgesetzt werden.</translation>
        </message>
        <message>
            <source>&amp;Finish the step and open</source>
            <translation>Schritt abschließen und ö&amp;ffnen</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::LineageDialog</name>
        <message>
            <source>Lineage of &amp;this one</source>
            <translation>Abstammung von &amp;dieser</translation>
        </message>
        <message>
            <source>&amp;Open the task</source>
            <translation>Aufgabe ö&amp;ffnen</translation>
        </message>
        <message>
            <source>Lineage</source>
            <translation>Abstammung</translation>
        </message>
        <message>
            <source>Left: what the proposer was shown. Right: what was proposed from it. Arrow keys walk, Ctrl and the wheel zoom, 0 fits. … stands where more came before or after than is shown.</source>
            <translation>Links: was dem Vorschlagenden gezeigt wurde. Rechts: was daraus vorgeschlagen wurde. Pfeiltasten wandern, Strg und Mausrad vergrößern, 0 passt ein. … steht, wo davor oder danach mehr kam, als gezeigt ist.</translation>
        </message>
        <message>
            <source>The chosen task</source>
            <translation>Die gewählte Aufgabe</translation>
        </message>
        <message>
            <source>&amp;Close</source>
            <translation>S&amp;chließen</translation>
        </message>
        <message>
            <source>step %1</source>
            <translation>Schritt %1</translation>
        </message>
        <message>
            <source>seed</source>
            <translation>Vorgabe</translation>
        </message>
        <message>
            <source> · solved %1</source>
            <translation> · gelöst %1</translation>
        </message>
        <message numerus="yes">
            <source>%Ln task(s) came from it</source>
            <translation>
                <numerusform>%Ln Aufgabe kam daraus</numerusform>
                <numerusform>%Ln Aufgaben kamen daraus</numerusform>
            </translation>
        </message>
        <message>
            <source>what it came from is not shown</source>
            <translation>woraus sie entstand, ist nicht gezeigt</translation>
        </message>
        <message>
            <source>not all that came from it is shown</source>
            <translation>nicht alles, was aus ihr entstand, ist gezeigt</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::LiveSettingsDialog</name>
        <message>
            <source>Change settings</source>
            <translation>Einstellungen ändern</translation>
        </message>
        <message>
            <source>These settings may change while the run trains. A change counts from the next step and is kept with the run.</source>
            <translation>Diese Einstellungen dürfen sich ändern, während der Lauf trainiert. Eine Änderung gilt ab dem nächsten Schritt und bleibt beim Lauf.</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <source>Change</source>
            <translation>Ändern</translation>
        </message>
        <message>
            <source>Send the changes to the trainer</source>
            <translation>Die Änderungen an das Training schicken</translation>
        </message>
        <message>
            <source>Settings to mend</source>
            <translation>Einstellungen berichtigen</translation>
        </message>
        <message>
            <source>An older version left settings in force that this one refuses. Give them values to go on:</source>
            <translation>Eine ältere Version hat Einstellungen hinterlassen, die diese ablehnt. Mit anderen Werten geht es weiter:</translation>
        </message>
        <message>
            <source>Continue the run</source>
            <translation>Lauf fortsetzen</translation>
        </message>
        <message>
            <source>Keep these values and train on</source>
            <translation>Diese Werte übernehmen und weitertrainieren</translation>
        </message>
        <message>
            <source>The run refused what is marked; the rest of what you sent holds.</source>
            <translation>Der Lauf hat das Markierte abgelehnt; alles andere gilt.</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::MainWindow</name>
        <message>
            <source>Evaluation</source>
            <translation>Auswertung</translation>
        </message>
        <message>
            <source>Is the model better?</source>
            <translation>Ist das Modell besser?</translation>
        </message>
        <message>
            <source>Training</source>
            <translation>Training</translation>
        </message>
        <message>
            <source>Is it learning?</source>
            <translation>Lernt es?</translation>
        </message>
        <message>
            <source>Tasks</source>
            <translation>Aufgaben</translation>
        </message>
        <message>
            <source>What does it invent?</source>
            <translation>Was erfindet es?</translation>
        </message>
        <message>
            <source>Buffers</source>
            <translation>Puffer</translation>
        </message>
        <message>
            <source>What do proposers draw from?</source>
            <translation>Woraus schöpfen die Vorschlagenden?</translation>
        </message>
        <message>
            <source>Runs</source>
            <translation>Läufe</translation>
        </message>
        <message>
            <source>How did earlier runs go?</source>
            <translation>Wie verliefen frühere Läufe?</translation>
        </message>
        <message>
            <source>Executor</source>
            <translation>Ausführung</translation>
        </message>
        <message>
            <source>Is the sandbox safe and quick?</source>
            <translation>Ist die Sandbox sicher und schnell?</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>Export</translation>
        </message>
        <message>
            <source>Take tasks and models along</source>
            <translation>Aufgaben und Modelle mitnehmen</translation>
        </message>
        <message>
            <source>About</source>
            <translation>Über</translation>
        </message>
        <message>
            <source>Licences and sources</source>
            <translation>Lizenzen und Quellen</translation>
        </message>
        <message>
            <source>Navigation</source>
            <translation>Navigation</translation>
        </message>
        <message>
            <source>Run</source>
            <translation>Lauf</translation>
        </message>
        <message>
            <source>&amp;File</source>
            <translation>&amp;Datei</translation>
        </message>
        <message>
            <source>&amp;Run</source>
            <translation>&amp;Lauf</translation>
        </message>
        <message>
            <source>&amp;Tasks</source>
            <translation>&amp;Aufgaben</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>A&amp;nsicht</translation>
        </message>
        <message>
            <source>&amp;Colours</source>
            <translation>&amp;Farben</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>&amp;Hilfe</translation>
        </message>
        <message>
            <source>&amp;Edit</source>
            <translation>&amp;Bearbeiten</translation>
        </message>
        <message>
            <source>%1 – AZR Studio</source>
            <translation>%1 – AZR Studio</translation>
        </message>
        <message>
            <source>Diversity</source>
            <translation>Vielfalt</translation>
        </message>
        <message>
            <source>Does it stay varied?</source>
            <translation>Bleibt es vielfältig?</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::MetricBrowser</name>
        <message>
            <source>Choose metrics</source>
            <translation>Messwerte wählen</translation>
        </message>
        <message>
            <source>Search names, meanings and formulas</source>
            <translation>Namen, Bedeutungen und Formeln durchsuchen</translation>
        </message>
        <message>
            <source>Search metrics</source>
            <translation>Messwerte suchen</translation>
        </message>
        <message>
            <source>The first metric&apos;s name</source>
            <translation>Der Name des ersten Messwerts</translation>
        </message>
        <message>
            <source>Title of the chart</source>
            <translation>Titel des Diagramms</translation>
        </message>
        <message>
            <source>Meaning of the metric</source>
            <translation>Bedeutung des Messwerts</translation>
        </message>
        <message>
            <source>Draw</source>
            <translation>Zeichnen</translation>
        </message>
        <message>
            <source>&amp;Title</source>
            <translation>&amp;Titel</translation>
        </message>
        <message>
            <source>Metrics</source>
            <translation>Messwerte</translation>
        </message>
        <message>
            <source>Unit: %1</source>
            <translation>Einheit: %1</translation>
        </message>
        <message>
            <source>%1 of %2 metrics shown</source>
            <translation>%1 von %2 Messwerten angezeigt</translation>
        </message>
        <message numerus="yes">
            <source>%Ln chosen</source>
            <translation>
                <numerusform>%Ln gewählt</numerusform>
                <numerusform>%Ln gewählt</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::MetricModel</name>
        <message>
            <source>share</source>
            <translation>Anteil</translation>
        </message>
        <message>
            <source>count</source>
            <translation>Anzahl</translation>
        </message>
        <message>
            <source>tokens</source>
            <translation>Tokens</translation>
        </message>
        <message>
            <source>nats</source>
            <translation>Nats</translation>
        </message>
        <message>
            <source>seconds</source>
            <translation>Sekunden</translation>
        </message>
        <message>
            <source>per second</source>
            <translation>pro Sekunde</translation>
        </message>
        <message>
            <source>MiB</source>
            <translation>MiB</translation>
        </message>
        <message>
            <source>Metric</source>
            <translation>Messwert</translation>
        </message>
        <message>
            <source>What it is</source>
            <translation>Was es ist</translation>
        </message>
        <message>
            <source>Formula</source>
            <translation>Formel</translation>
        </message>
        <message>
            <source>Unit</source>
            <translation>Einheit</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::ModelCard</name>
        <message>
            <source>%1 million parameters</source>
            <translation>%1 Millionen Parameter</translation>
        </message>
        <message>
            <source>%1 billion parameters</source>
            <translation>%1 Milliarden Parameter</translation>
        </message>
        <message numerus="yes">
            <source>%n layer(s)</source>
            <translation>
                <numerusform>%n Schicht</numerusform>
                <numerusform>%n Schichten</numerusform>
            </translation>
        </message>
        <message>
            <source>width %1</source>
            <translation>Breite %1</translation>
        </message>
        <message>
            <source>%1/%2 heads of %3</source>
            <translation>%1/%2 Köpfe zu %3</translation>
        </message>
        <message>
            <source>feed-forward %1</source>
            <translation>Zwischenschicht %1</translation>
        </message>
        <message>
            <source>vocabulary %1, tied</source>
            <translation>Wortschatz %1, geteilt</translation>
        </message>
        <message>
            <source>vocabulary %1</source>
            <translation>Wortschatz %1</translation>
        </message>
        <message>
            <source>context %1</source>
            <translation>Kontext %1</translation>
        </message>
        <message numerus="yes">
            <source>%1 in %n tensor(s)</source>
            <translation>
                <numerusform>%1 in %n Tensor</numerusform>
                <numerusform>%1 in %n Tensoren</numerusform>
            </translation>
        </message>
        <message>
            <source>A GGUF file of %1: %2</source>
            <translation>Eine GGUF-Datei von %1: %2</translation>
        </message>
        <message>
            <source>Safetensors of %1: %2</source>
            <translation>Safetensors von %1: %2</translation>
        </message>
        <message>
            <source> · no tokenizer</source>
            <translation> · ohne Tokenizer</translation>
        </message>
        <message>
            <source> · chat template</source>
            <translation> · Chat-Vorlage</translation>
        </message>
        <message>
            <source> · no chat template</source>
            <translation> · keine Chat-Vorlage</translation>
        </message>
        <message>
            <source>fits, %1</source>
            <translation>passt, %1</translation>
        </message>
        <message>
            <source>too large, %1</source>
            <translation>zu groß, %1</translation>
        </message>
        <message>
            <source>for another model</source>
            <translation>für ein anderes Modell</translation>
        </message>
        <message>
            <source>Architecture</source>
            <translation>Architektur</translation>
        </message>
        <message>
            <source>Sizes</source>
            <translation>Maße</translation>
        </message>
        <message>
            <source>Types</source>
            <translation>Zahlentypen</translation>
        </message>
        <message>
            <source>Memory</source>
            <translation>Speicher</translation>
        </message>
        <message>
            <source>Whether it fits</source>
            <translation>Ob es passt</translation>
        </message>
        <message>
            <source>What is known of the model</source>
            <translation>Was über das Modell bekannt ist</translation>
        </message>
        <message>
            <source>Take a preset that fits</source>
            <translation>Eine passende Vorlage nehmen</translation>
        </message>
        <message>
            <source>Change the preset to one that suits the model and this computer</source>
            <translation>Die Vorlage gegen eine tauschen, die zu Modell und Rechner passt</translation>
        </message>
        <message>
            <source>Reading the model…</source>
            <translation>Modell wird gelesen…</translation>
        </message>
        <message>
            <source>No model can be read there</source>
            <translation>Dort ist kein lesbares Modell</translation>
        </message>
        <message>
            <source>%1 · %2</source>
            <translation>%1 · %2</translation>
        </message>
        <message>
            <source>Ta&amp;ke “%1”</source>
            <translation>„%1“ &amp;nehmen</translation>
        </message>
        <message>
            <source>These settings fit.</source>
            <translation>Diese Einstellungen passen.</translation>
        </message>
        <message>
            <source>The prompts of these settings are not made for this model.</source>
            <translation>Die Prompts dieser Einstellungen sind nicht für dieses Modell gemacht.</translation>
        </message>
        <message>
            <source>These settings need more memory than is free.</source>
            <translation>Diese Einstellungen brauchen mehr Speicher, als frei ist.</translation>
        </message>
        <message>
            <source>Memory of this computer</source>
            <translation>Speicher dieses Rechners</translation>
        </message>
        <message>
            <source>Memory with these settings: %1 to sample, %2 to train adapters (LoRA), %3 to train everything.</source>
            <translation>Speicher mit diesen Einstellungen: %1 zum Erzeugen, %2 für Adapter (LoRA), %3 für das ganze Training.</translation>
        </message>
        <message>
            <source>This computer has %1, %2 of it free.</source>
            <translation>Dieser Rechner hat %1, davon %2 frei.</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::ModelPicker</name>
        <message>
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>A Hugging Face folder, a GGUF file or the name of a model on this computer; empty: the built-in nano model</source>
            <translation>Ein Hugging-Face-Ordner, eine GGUF-Datei oder der Name eines Modells auf diesem Rechner; leer: das eingebaute nano-Modell</translation>
        </message>
        <message>
            <source>the built-in nano model</source>
            <translation>das eingebaute nano-Modell</translation>
        </message>
        <message>
            <source>Path of the model</source>
            <translation>Pfad des Modells</translation>
        </message>
        <message>
            <source>&amp;Folder…</source>
            <translation>Or&amp;dner…</translation>
        </message>
        <message>
            <source>Choose the model folder</source>
            <translation>Den Modellordner wählen</translation>
        </message>
        <message>
            <source>A folder with config.json, model.safetensors and tokenizer.json</source>
            <translation>Ein Ordner mit config.json, model.safetensors und tokenizer.json</translation>
        </message>
        <message>
            <source>&amp;GGUF file…</source>
            <translation>GG&amp;UF-Datei…</translation>
        </message>
        <message>
            <source>Choose a GGUF file</source>
            <translation>GGUF-Datei wählen</translation>
        </message>
        <message>
            <source>One file that holds everything</source>
            <translation>Eine Datei, die alles enthält</translation>
        </message>
        <message>
            <source>Model folder</source>
            <translation>Modellordner</translation>
        </message>
        <message>
            <source>GGUF file</source>
            <translation>GGUF-Datei</translation>
        </message>
        <message>
            <source>GGUF models (*.gguf);;All files (*)</source>
            <translation>GGUF-Modelle (*.gguf);;Alle Dateien (*)</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::NewRunDialog</name>
        <message>
            <source>New run</source>
            <translation>Neuer Lauf</translation>
        </message>
        <message>
            <source>Preset</source>
            <translation>Vorlage</translation>
        </message>
        <message>
            <source>Where the settings start from</source>
            <translation>Wovon die Einstellungen ausgehen</translation>
        </message>
        <message>
            <source>&amp;Basics</source>
            <translation>&amp;Grundlegendes</translation>
        </message>
        <message>
            <source>&amp;All settings</source>
            <translation>&amp;Alle Einstellungen</translation>
        </message>
        <message>
            <source>Settings of the run</source>
            <translation>Einstellungen des Laufs</translation>
        </message>
        <message>
            <source>Start training</source>
            <translation>Training starten</translation>
        </message>
        <message>
            <source>Start the run with these settings</source>
            <translation>Den Lauf mit diesen Einstellungen starten</translation>
        </message>
        <message>
            <source>&amp;Preset</source>
            <translation>&amp;Vorlage</translation>
        </message>
        <message>
            <source>&amp;Random seed</source>
            <translation>&amp;Zufallskeim</translation>
        </message>
        <message>
            <source>Random seed</source>
            <translation>Zufallskeim</translation>
        </message>
        <message>
            <source>The same seed gives the same run</source>
            <translation>Derselbe Keim ergibt denselben Lauf</translation>
        </message>
        <message>
            <source>&amp;Steps</source>
            <translation>&amp;Schritte</translation>
        </message>
        <message>
            <source>Steps</source>
            <translation>Schritte</translation>
        </message>
        <message>
            <source>0: until stopped</source>
            <translation>0: bis zum Anhalten</translation>
        </message>
        <message>
            <source>Time limit in minutes</source>
            <translation>Zeitgrenze in Minuten</translation>
        </message>
        <message>
            <source>0: no limit</source>
            <translation>0: keine Grenze</translation>
        </message>
        <message>
            <source>Every other setting is under “All settings”, each with its explanation and range.</source>
            <translation>Alles Weitere steht unter „Alle Einstellungen“, jeweils mit Erklärung und Bereich.</translation>
        </message>
        <message>
            <source>Pr&amp;ompts</source>
            <translation>Pr&amp;ompts</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <source>&amp;Departures</source>
            <translation>Ab&amp;weichungen</translation>
        </message>
        <message>
            <source>&amp;Model</source>
            <translation>&amp;Modell</translation>
        </message>
        <message>
            <source>&amp;Time limit in minutes</source>
            <translation>Zeitg&amp;renze in Minuten</translation>
        </message>
        <message>
            <source>%1 has no tokenizer.json – copy it there from where the model was published</source>
            <translation>%1 hat keine tokenizer.json – von dort kopieren, wo das Modell veröffentlicht ist</translation>
        </message>
        <message>
            <source>The model has to be read first.</source>
            <translation>Erst muss das Modell gelesen sein.</translation>
        </message>
        <message>
            <source>The settings have to be in order first.</source>
            <translation>Erst müssen die Einstellungen stimmen.</translation>
        </message>
        <message>
            <source>The built-in model has a wrapper of its own: nano.</source>
            <translation>Das eingebaute Modell hat eine eigene Hülle: nano.</translation>
        </message>
        <message>
            <source>The run needs about %1 of memory, %2 are free</source>
            <translation>Der Lauf braucht etwa %1 Speicher, frei sind %2</translation>
        </message>
        <message>
            <source>%1 – no setting makes it fit: choose a smaller model, or end other programs</source>
            <translation>%1 – keine Einstellung ändert das: ein kleineres Modell wählen oder andere Programme beenden</translation>
        </message>
        <message>
            <source>%1 – it fits with %2 (about %3)</source>
            <translation>%1 – mit %2 passt es (etwa %3)</translation>
        </message>
        <message>
            <source>none</source>
            <translation>keine</translation>
        </message>
        <message>
            <source>Ablation</source>
            <translation>Ablation</translation>
        </message>
        <message>
            <source>A change upon the preset that the paper tried, too</source>
            <translation>Eine Änderung an der Vorlage, die auch der Artikel versucht hat</translation>
        </message>
        <message>
            <source>The built-in model has a language of its own – choose a model, or a preset for it</source>
            <translation>Das eingebaute Modell hat eine eigene Sprache – wählen Sie ein Modell oder eine Vorlage dafür</translation>
        </message>
        <message>
            <source>This model does not speak the built-in model&apos;s language – choose another preset</source>
            <translation>Dieses Modell spricht nicht die Sprache des eingebauten – wählen Sie eine andere Vorlage</translation>
        </message>
        <message>
            <source>Ab&amp;lation</source>
            <translation>A&amp;blation</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::OpeningWindow</name>
        <message>
            <source>AZR Studio</source>
            <translation>AZR Studio</translation>
        </message>
        <message>
            <source>Opening the workspace…</source>
            <translation>Der Arbeitsbereich wird geöffnet…</translation>
        </message>
        <message>
            <source>What an older version wrote is brought up to date first; a copy of its database is kept beside it. With many tasks this takes some minutes.</source>
            <translation>Was eine ältere Version geschrieben hat, wird zuerst auf den neuen Stand gebracht; eine Kopie der Datenbank bleibt daneben liegen. Bei vielen Aufgaben dauert das einige Minuten.</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::PromptPreview</name>
        <message>
            <source>Propose: %1</source>
            <translation>Vorschlagen: %1</translation>
        </message>
        <message>
            <source>Solve: %1</source>
            <translation>Lösen: %1</translation>
        </message>
        <message>
            <source>Which prompt</source>
            <translation>Welcher Prompt</translation>
        </message>
        <message>
            <source>The role and the kind of task</source>
            <translation>Die Rolle und die Art der Aufgabe</translation>
        </message>
        <message>
            <source>Pro&amp;mpt</source>
            <translation>Pro&amp;mpt</translation>
        </message>
        <message>
            <source>Text of the prompt</source>
            <translation>Text des Prompts</translation>
        </message>
        <message>
            <source>Every character that the model is shown</source>
            <translation>Jedes Zeichen, das dem Modell gezeigt wird</translation>
        </message>
        <message>
            <source>%1 of at most %2 tokens</source>
            <translation>%1 von höchstens %2 Token</translation>
        </message>
        <message>
            <source> · ends at %1</source>
            <translation> · endet bei %1</translation>
        </message>
        <message>
            <source> or </source>
            <translation> oder </translation>
        </message>
        <message>
            <source> · with the identity task that a run begins with</source>
            <translation> · mit der Identitätsaufgabe, mit der ein Lauf beginnt</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::RunControl</name>
        <message>
            <source>&amp;Pause</source>
            <translation>&amp;Pause</translation>
        </message>
        <message>
            <source>Continue this run</source>
            <translation>Diesen Lauf fortsetzen</translation>
        </message>
        <message>
            <source>The run is finished. Train it on until &amp;step</source>
            <translation>Der Lauf ist fertig. Weiter trainieren bis &amp;Schritt</translation>
        </message>
        <message>
            <source>Continue</source>
            <translation>Fortsetzen</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <source>&amp;Continue</source>
            <translation>&amp;Fortsetzen</translation>
        </message>
        <message>
            <source>a run is at work</source>
            <translation>ein Lauf ist bei der Arbeit</translation>
        </message>
        <message>
            <source>another program trains in this workspace</source>
            <translation>ein anderes Programm trainiert in diesem Arbeitsbereich</translation>
        </message>
        <message>
            <source>the run begins or ends just now</source>
            <translation>der Lauf beginnt oder endet gerade</translation>
        </message>
        <message>
            <source>no run is at work</source>
            <translation>kein Lauf ist bei der Arbeit</translation>
        </message>
        <message>
            <source>there is no run to continue</source>
            <translation>es gibt keinen Lauf zum Fortsetzen</translation>
        </message>
        <message>
            <source>the run is not paused</source>
            <translation>der Lauf ist nicht angehalten</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::RunStrip</name>
        <message>
            <source>Progress of the run</source>
            <translation>Fortschritt des Laufs</translation>
        </message>
        <message>
            <source>Steps done of those asked for</source>
            <translation>Erledigte von den verlangten Schritten</translation>
        </message>
        <message>
            <source>State of the run</source>
            <translation>Zustand des Laufs</translation>
        </message>
        <message numerus="yes">
            <source>%n step(s) done</source>
            <translation>
                <numerusform>%n Schritt erledigt</numerusform>
                <numerusform>%n Schritte erledigt</numerusform>
            </translation>
        </message>
        <message>
            <source>another run is training</source>
            <translation>ein anderer Lauf trainiert</translation>
        </message>
        <message>
            <source>step %1 of %2</source>
            <translation>Schritt %1 von %2</translation>
        </message>
        <message>
            <source>step %1</source>
            <translation>Schritt %1</translation>
        </message>
        <message>
            <source>about %1 left</source>
            <translation>noch etwa %1</translation>
        </message>
        <message>
            <source>preparing</source>
            <translation>Vorbereitung</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::RunTableModel</name>
        <message>
            <source>%1 by the clock, from start to end with its pauses</source>
            <translation>%1 nach der Uhr, vom Anfang bis zum Ende mit den Pausen</translation>
        </message>
        <message>
            <source>Run %1</source>
            <translation>Lauf %1</translation>
        </message>
        <message>
            <source>built-in nano</source>
            <translation>eingebautes Nano</translation>
        </message>
        <message>
            <source>Run</source>
            <translation>Lauf</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Zustand</translation>
        </message>
        <message>
            <source>Preset</source>
            <translation>Vorlage</translation>
        </message>
        <message>
            <source>Steps</source>
            <translation>Schritte</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>Keim</translation>
        </message>
        <message>
            <source>Started</source>
            <translation>Begonnen</translation>
        </message>
        <message>
            <source>Duration</source>
            <translation>Dauer</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>Bemerkung</translation>
        </message>
        <message>
            <source>run %1, step %2</source>
            <translation>Lauf %1, Schritt %2</translation>
        </message>
        <message>
            <source>nothing changed</source>
            <translation>nichts geändert</translation>
        </message>
        <message>
            <source>veto of %1 undone</source>
            <translation>Veto von %1 aufgehoben</translation>
        </message>
        <message>
            <source>veto of %1</source>
            <translation>Veto von %1</translation>
        </message>
        <message>
            <source>rule %1: %2</source>
            <translation>Regel %1: %2</translation>
        </message>
        <message>
            <source>rule %1 switched off</source>
            <translation>Regel %1 abgeschaltet</translation>
        </message>
        <message>
            <source>Fork of %1: %2</source>
            <translation>Abgezweigt von %1: %2</translation>
        </message>
        <message>
            <source>not measured</source>
            <translation>nicht gemessen</translation>
        </message>
        <message>
            <source>%1 (%2–%3)</source>
            <translation>%1 (%2–%3)</translation>
        </message>
        <message>
            <source>%1 of %2 items of %3 after step %4: %5 percent, with the 95% interval</source>
            <translation>%1 von %2 Aufgaben von %3 nach Schritt %4: %5 Prozent, mit dem 95-%-Intervall</translation>
        </message>
        <message>
            <source>about %1 of the database, %2 of checkpoints</source>
            <translation>etwa %1 der Datenbank, %2 an Checkpoints</translation>
        </message>
        <message>
            <source>Best</source>
            <translation>Beste</translation>
        </message>
        <message>
            <source>Last</source>
            <translation>Letzte</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>Größe</translation>
        </message>
        <message>
            <source>Tags</source>
            <translation>Schlagwörter</translation>
        </message>
        <message>
            <source>%1 (before: %2)</source>
            <translation>%1 (zuvor: %2)</translation>
        </message>
        <message>
            <source>new rule: %1</source>
            <translation>neue Regel: %1</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::RunWatch</name>
        <message>
            <source>Run %1</source>
            <translation>Lauf %1</translation>
        </message>
        <message>
            <source>%1 has ended</source>
            <translation>%1 ist zu Ende</translation>
        </message>
        <message>
            <source>%1 failed</source>
            <translation>%1 ist gescheitert</translation>
        </message>
        <message>
            <source>Step %1 has said nothing for %2; usually the longest silence is %3. Is the machine busy with something else, or asleep?</source>
            <translation>Schritt %1 hat seit %2 nichts gemeldet; sonst dauert die längste Stille %3. Ist der Rechner mit anderem beschäftigt, oder schläft er?</translation>
        </message>
        <message>
            <source>%1 stands still</source>
            <translation>%1 steht still</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::RunsPage</name>
        <message>
            <source>&amp;Show this run</source>
            <translation>Diesen Lauf &amp;zeigen</translation>
        </message>
        <message>
            <source>Curves, tasks and buffers as they were</source>
            <translation>Kurven, Aufgaben und Puffer, wie sie waren</translation>
        </message>
        <message>
            <source>Runs</source>
            <translation>Läufe</translation>
        </message>
        <message>
            <source>No runs yet. Start the demo, or a new run.</source>
            <translation>Noch keine Läufe. Starten Sie die Demo oder einen neuen Lauf.</translation>
        </message>
        <message>
            <source>Train it on from its last checkpoint; without one it starts over</source>
            <translation>Ihn vom letzten Sicherungspunkt weiter trainieren; ohne einen beginnt er von vorn</translation>
        </message>
        <message>
            <source>C&amp;ontinue this run</source>
            <translation>Diesen Lauf f&amp;ortsetzen</translation>
        </message>
        <message>
            <source>Co&amp;mpare runs</source>
            <translation>Läufe &amp;vergleichen</translation>
        </message>
        <message>
            <source>Choose two rows or more: their curves over each other, and the settings of two</source>
            <translation>Zwei oder mehr Zeilen wählen: ihre Kurven übereinander, und von zweien die Einstellungen</translation>
        </message>
        <message>
            <source>Choose two runs or more to lay their curves over each other; of two, the settings that differ are listed</source>
            <translation>Zwei oder mehr Läufe wählen, um ihre Kurven übereinander zu legen; von zweien werden die abweichenden Einstellungen gezeigt</translation>
        </message>
        <message>
            <source>Setti&amp;ngs</source>
            <translation>Einstellun&amp;gen</translation>
        </message>
        <message>
            <source>For&amp;k…</source>
            <translation>Abz&amp;weigen…</translation>
        </message>
        <message>
            <source>A new run from a checkpoint of this one, with one thing changed, or several</source>
            <translation>Ein neuer Lauf von einem Checkpoint dieses Laufs, mit einer Änderung oder mehreren</translation>
        </message>
        <message>
            <source>Arch&amp;ive</source>
            <translation>A&amp;rchivieren</translation>
        </message>
        <message>
            <source>Leave them out of this list unless somebody asks for them</source>
            <translation>Sie aus dieser Liste lassen, solange niemand nach ihnen fragt</translation>
        </message>
        <message>
            <source>De&amp;lete</source>
            <translation>Lö&amp;schen</translation>
        </message>
        <message>
            <source>Move them into the bin, from which they can be restored</source>
            <translation>Sie in den Papierkorb legen, aus dem sie wiederhergestellt werden können</translation>
        </message>
        <message>
            <source>P&amp;ut back</source>
            <translation>Rück&amp;gängig</translation>
        </message>
        <message>
            <source>Take that back, as Ctrl+Z does</source>
            <translation>Das zurücknehmen, wie Strg+Z es tut</translation>
        </message>
        <message>
            <source>Unarch&amp;ive</source>
            <translation>Aus dem A&amp;rchiv holen</translation>
        </message>
        <message>
            <source>Co&amp;mpare groups</source>
            <translation>Gruppen &amp;vergleichen</translation>
        </message>
        <message>
            <source>Restore from the &amp;bin</source>
            <translation>W&amp;iederherstellen</translation>
        </message>
        <message>
            <source>Bring them back with everything that they had</source>
            <translation>Sie mit allem zurückholen, was sie hatten</translation>
        </message>
        <message>
            <source>What was just put away</source>
            <translation>Was gerade weggelegt wurde</translation>
        </message>
        <message>
            <source>Runs and the database</source>
            <translation>Läufe und die Datenbank</translation>
        </message>
        <message>
            <source>&amp;All runs</source>
            <translation>All&amp;e Läufe</translation>
        </message>
        <message>
            <source>S&amp;QL</source>
            <translation>S&amp;QL</translation>
        </message>
        <message numerus="yes">
            <source>%1 = %2 (%Ln run(s))</source>
            <translation>
                <numerusform>%1 = %2 (%Ln Lauf)</numerusform>
                <numerusform>%1 = %2 (%Ln Läufe)</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln run(s) archived.</source>
            <translation>
                <numerusform>%Ln Lauf archiviert.</numerusform>
                <numerusform>%Ln Läufe archiviert.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln run(s) no longer archived.</source>
            <translation>
                <numerusform>%Ln Lauf aus dem Archiv geholt.</numerusform>
                <numerusform>%Ln Läufe aus dem Archiv geholt.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln run(s) moved into the bin; azr-studio runs vacuum erases them for good.</source>
            <translation>
                <numerusform>%Ln Lauf in den Papierkorb gelegt; azr-studio runs vacuum löscht ihn endgültig.</numerusform>
                <numerusform>%Ln Läufe in den Papierkorb gelegt; azr-studio runs vacuum löscht sie endgültig.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln run(s) restored.</source>
            <translation>
                <numerusform>%Ln Lauf wiederhergestellt.</numerusform>
                <numerusform>%Ln Läufe wiederhergestellt.</numerusform>
            </translation>
        </message>
        <message>
            <source>One page with its settings, curves, tasks and evaluations, to be read in a browser</source>
            <translation>Eine Seite mit seinen Einstellungen, Kurven, Aufgaben und Messungen, für den Browser</translation>
        </message>
        <message>
            <source>Re&amp;port…</source>
            <translation>Berich&amp;t…</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::SeedDialog</name>
        <message>
            <source>The run did not take this task. %1</source>
            <translation>Der Lauf hat diese Aufgabe nicht angenommen. %1</translation>
        </message>
        <message>
            <source>Valid, but %1</source>
            <translation>Gültig, aber %1</translation>
        </message>
        <message>
            <source>&amp;Message</source>
            <translation>&amp;Nachricht</translation>
        </message>
        <message>
            <source>&amp;Check</source>
            <translation>&amp;Prüfen</translation>
        </message>
        <message>
            <source>&amp;Add to the buffer</source>
            <translation>In den Puffer &amp;geben</translation>
        </message>
        <message>
            <source>Seed a task</source>
            <translation>Eine Aufgabe vorgeben</translation>
        </message>
        <message>
            <source>Kind of task</source>
            <translation>Art der Aufgabe</translation>
        </message>
        <message>
            <source>import math; from collections import Counter</source>
            <translation>import math; from collections import Counter</translation>
        </message>
        <message>
            <source>Imports</source>
            <translation>Importe</translation>
        </message>
        <message>
            <source>Import statements, separated by semicolons</source>
            <translation>Import-Anweisungen, durch Strichpunkte getrennt</translation>
        </message>
        <message>
            <source>Program</source>
            <translation>Programm</translation>
        </message>
        <message>
            <source>Inputs</source>
            <translation>Eingaben</translation>
        </message>
        <message>
            <source>What stands between the parentheses of f(…); for induction one call a line</source>
            <translation>Was zwischen den Klammern von f(…) steht; bei Induktion ein Aufruf je Zeile</translation>
        </message>
        <message>
            <source>Message</source>
            <translation>Nachricht</translation>
        </message>
        <message>
            <source>The hint that solvers of an induction task read</source>
            <translation>Der Hinweis, den Löser einer Induktionsaufgabe lesen</translation>
        </message>
        <message>
            <source>Result of the check</source>
            <translation>Ergebnis der Prüfung</translation>
        </message>
        <message>
            <source>Check the task</source>
            <translation>Die Aufgabe prüfen</translation>
        </message>
        <message>
            <source>Run the program in the sandbox</source>
            <translation>Das Programm in der Sandbox ausführen</translation>
        </message>
        <message>
            <source>Add to the buffer</source>
            <translation>In den Puffer geben</translation>
        </message>
        <message>
            <source>Possible once the check has passed</source>
            <translation>Möglich, sobald die Prüfung bestanden ist</translation>
        </message>
        <message>
            <source>&amp;Kind</source>
            <translation>&amp;Art</translation>
        </message>
        <message>
            <source>&amp;Imports</source>
            <translation>&amp;Importe</translation>
        </message>
        <message>
            <source>P&amp;rogram</source>
            <translation>P&amp;rogramm</translation>
        </message>
        <message>
            <source>I&amp;nputs, one a line</source>
            <translation>&amp;Eingaben, eine je Zeile</translation>
        </message>
        <message>
            <source>I&amp;nput</source>
            <translation>&amp;Eingabe</translation>
        </message>
        <message>
            <source>Check runs the program in the sandbox; only a task that passes can be added.</source>
            <translation>Prüfen führt das Programm in der Sandbox aus; nur eine bestandene Aufgabe kann dazu.</translation>
        </message>
        <message>
            <source>Induction needs at least two inputs: half are shown, half hidden.</source>
            <translation>Induktion braucht mindestens zwei Eingaben: Die Hälfte wird gezeigt, die Hälfte verborgen.</translation>
        </message>
        <message>
            <source>Running in the sandbox…</source>
            <translation>Läuft in der Sandbox…</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <source>Import “%1”: %2</source>
            <translation>Import „%1“: %2</translation>
        </message>
        <message>
            <source>Start ane&amp;w</source>
            <translation>Neu &amp;beginnen</translation>
        </message>
        <message>
            <source>Start anew</source>
            <translation>Neu beginnen</translation>
        </message>
        <message>
            <source>Drop this draft and begin with an empty one</source>
            <translation>Diesen Entwurf verwerfen und leer beginnen</translation>
        </message>
        <message>
            <source>Your draft of last time. Check runs the program in the sandbox.</source>
            <translation>Ihr Entwurf vom letzten Mal. „Prüfen“ führt das Programm in der Sandbox aus.</translation>
        </message>
        <message>
            <source>From a &amp;task…</source>
            <translation>Aus einer A&amp;ufgabe…</translation>
        </message>
        <message>
            <source>From a &amp;file…</source>
            <translation>Aus einer &amp;Datei…</translation>
        </message>
        <message>
            <source>Ask the mode&amp;l</source>
            <translation>Mode&amp;ll fragen</translation>
        </message>
        <message>
            <source>What the model answers</source>
            <translation>Was das Modell antwortet</translation>
        </message>
        <message>
            <source>Begin with a task of any run</source>
            <translation>Mit einer Aufgabe irgendeines Laufs beginnen</translation>
        </message>
        <message>
            <source>Read JSON lines, as the export of tasks writes them</source>
            <translation>JSON-Zeilen lesen, wie der Export von Aufgaben sie schreibt</translation>
        </message>
        <message>
            <source>Have the model that trains now solve the checked task; the run does not notice</source>
            <translation>Das Modell, das gerade trainiert, die geprüfte Aufgabe lösen lassen; der Lauf merkt nichts davon</translation>
        </message>
        <message>
            <source>&amp;Check all</source>
            <translation>Alle &amp;prüfen</translation>
        </message>
        <message>
            <source>&amp;Add those that passed</source>
            <translation>&amp;Geprüfte aufnehmen</translation>
        </message>
        <message>
            <source>The model answers once the step under way is over…</source>
            <translation>Das Modell antwortet, sobald der laufende Schritt vorbei ist …</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::SessionBridge</name>
        <message>
            <source>%1: %2</source>
            <translation>%1: %2</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Rückgängig</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::SnippetConsole</name>
        <message>
            <source>Verdict</source>
            <translation>Urteil</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>Wert</translation>
        </message>
        <message>
            <source>Details</source>
            <translation>Einzelheiten</translation>
        </message>
        <message>
            <source>Try a program</source>
            <translation>Ein Programm ausprobieren</translation>
        </message>
        <message>
            <source>Program</source>
            <translation>Programm</translation>
        </message>
        <message>
            <source>Input</source>
            <translation>Eingabe</translation>
        </message>
        <message>
            <source>What stands between the parentheses of f(…)</source>
            <translation>Was zwischen den Klammern von f(…) steht</translation>
        </message>
        <message>
            <source>&amp;Input</source>
            <translation>&amp;Eingabe</translation>
        </message>
        <message>
            <source>The way a proposal of the model goes: inspected, run twice, judged</source>
            <translation>Der Weg eines Vorschlags des Modells: geprüft, zweimal ausgeführt, beurteilt</translation>
        </message>
        <message>
            <source>Run in the sandbox</source>
            <translation>In der Sandbox ausführen</translation>
        </message>
        <message>
            <source>Nothing was run yet.</source>
            <translation>Noch nichts ausgeführt.</translation>
        </message>
        <message>
            <source>Running in the sandbox…</source>
            <translation>Läuft in der Sandbox …</translation>
        </message>
        <message>
            <source>%1 (%2)</source>
            <translation>%1 (%2)</translation>
        </message>
        <message>
            <source>%1 ms of processor time, %2 ms in all</source>
            <translation>%1 ms Prozessorzeit, %2 ms insgesamt</translation>
        </message>
        <message>
            <source>pooled interpreter</source>
            <translation>Interpreter aus dem Vorrat</translation>
        </message>
        <message>
            <source>a fork of its own</source>
            <translation>eigene Abspaltung</translation>
        </message>
        <message>
            <source>printed: %1</source>
            <translation>ausgegeben: %1</translation>
        </message>
        <message>
            <source>Run in the &amp;sandbox</source>
            <translation>In der &amp;Sandbox ausführen</translation>
        </message>
        <message>
            <source>&amp;Cancel</source>
            <translation>A&amp;bbrechen</translation>
        </message>
        <message>
            <source>Cancel the run</source>
            <translation>Die Ausführung abbrechen</translation>
        </message>
        <message>
            <source>End the program now</source>
            <translation>Das Programm jetzt beenden</translation>
        </message>
        <message>
            <source>It is ended after %1 s of processor time, or %2 s in all.</source>
            <translation>Es wird nach %1 s Rechenzeit beendet, oder nach %2 s im Ganzen.</translation>
        </message>
        <message>
            <source>Cancelling…</source>
            <translation>Wird abgebrochen…</translation>
        </message>
        <message>
            <source>Cancelled: the program was ended.</source>
            <translation>Abgebrochen: Das Programm wurde beendet.</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::TaskDetailView</name>
        <message>
            <source>To&amp;kens</source>
            <translation>To&amp;ken</translation>
        </message>
        <message>
            <source>Ends with</source>
            <translation>Endet mit</translation>
        </message>
        <message>
            <source>Choose a task to see its program and every attempt at it</source>
            <translation>Wählen Sie eine Aufgabe, um ihr Programm und jeden Versuch zu sehen</translation>
        </message>
        <message>
            <source>Attempts, proposal and history</source>
            <translation>Versuche, Vorschlag und Geschichte</translation>
        </message>
        <message>
            <source>How the task was proposed</source>
            <translation>Wie die Aufgabe vorgeschlagen wurde</translation>
        </message>
        <message>
            <source>Pr&amp;oposal</source>
            <translation>V&amp;orschlag</translation>
        </message>
        <message>
            <source>History of the task</source>
            <translation>Geschichte der Aufgabe</translation>
        </message>
        <message>
            <source>References</source>
            <translation>Beispiele</translation>
        </message>
        <message>
            <source>Program of the task</source>
            <translation>Programm der Aufgabe</translation>
        </message>
        <message>
            <source>Attempts</source>
            <translation>Versuche</translation>
        </message>
        <message>
            <source>Nobody has tried this task yet</source>
            <translation>Diese Aufgabe hat noch niemand versucht</translation>
        </message>
        <message>
            <source>What the model wrote in this attempt</source>
            <translation>Was das Modell in diesem Versuch schrieb</translation>
        </message>
        <message>
            <source>Choose an attempt to read it</source>
            <translation>Wählen Sie einen Versuch, um ihn zu lesen</translation>
        </message>
        <message>
            <source>This task was not proposed by the model.</source>
            <translation>Diese Aufgabe hat nicht das Modell vorgeschlagen.</translation>
        </message>
        <message>
            <source>step %1</source>
            <translation>Schritt %1</translation>
        </message>
        <message>
            <source>seeding</source>
            <translation>Vorgabe</translation>
        </message>
        <message>
            <source>%1 · %2 · %3 · from %4</source>
            <translation>%1 · %2 · %3 · von: %4</translation>
        </message>
        <message>
            <source> · solved %1</source>
            <translation> · gelöst %1</translation>
        </message>
        <message>
            <source> · reward %1</source>
            <translation> · Belohnung %1</translation>
        </message>
        <message>
            <source> · near-duplicate</source>
            <translation> · Fast-Wiederholung</translation>
        </message>
        <message>
            <source> · coin flip</source>
            <translation> · Münzwurf</translation>
        </message>
        <message>
            <source>Imports</source>
            <translation>Importe</translation>
        </message>
        <message>
            <source>Input</source>
            <translation>Eingabe</translation>
        </message>
        <message>
            <source>Output</source>
            <translation>Ausgabe</translation>
        </message>
        <message>
            <source>Message</source>
            <translation>Nachricht</translation>
        </message>
        <message>
            <source>Shown</source>
            <translation>Gezeigt</translation>
        </message>
        <message>
            <source>Hidden</source>
            <translation>Verborgen</translation>
        </message>
        <message>
            <source>Inspired by %1</source>
            <translation>Angeregt durch %1</translation>
        </message>
        <message>
            <source>

— %1: %2</source>
            <translation>

— %1: %2</translation>
        </message>
        <message>
            <source>The task</source>
            <translation>Die Aufgabe</translation>
        </message>
        <message>
            <source>Not tried: the proposal is not valid, and solvers get valid tasks only</source>
            <translation>Nicht versucht: Der Vorschlag ist ungültig, und Löser bekommen nur gültige Aufgaben</translation>
        </message>
        <message>
            <source>Not tried: it was vetoed first</source>
            <translation>Nicht versucht: Sie bekam vorher ein Veto</translation>
        </message>
        <message>
            <source>Not tried: its step was broken off</source>
            <translation>Nicht versucht: Ihr Schritt wurde abgebrochen</translation>
        </message>
        <message>
            <source>Not tried yet: a seed is solved when a step draws it from its buffer</source>
            <translation>Noch nicht versucht: Eine Startaufgabe wird gelöst, wenn ein Schritt sie aus ihrem Puffer zieht</translation>
        </message>
        <message>
            <source>Not tried: the task is valid, but was not taken into a buffer</source>
            <translation>Nicht versucht: Die Aufgabe ist gültig, kam aber in keinen Puffer</translation>
        </message>
        <message>
            <source>Where the given functions come from</source>
            <translation>Woher die gegebenen Funktionen stammen</translation>
        </message>
        <message>
            <source>Given functions</source>
            <translation>Gegebene Funktionen</translation>
        </message>
        <message>
            <source>Builds on %1</source>
            <translation>Baut auf %1 auf</translation>
        </message>
        <message>
            <source>

— The prompt:
%1</source>
            <translation>

— Der Prompt:
%1</translation>
        </message>
        <message>
            <source>

— Reward and advantage, in step %1:
%2</source>
            <translation>

— Belohnung und Vorteil, in Schritt %1:
%2</translation>
        </message>
        <message>
            <source>Completion:
%1

— Reward and advantage:
%2

— The prompt:
%3</source>
            <translation>Antwort:
%1

— Belohnung und Vorteil:
%2

— Der Prompt:
%3</translation>
        </message>
        <message>
            <source>Lineage…</source>
            <translation>Abstammung…</translation>
        </message>
        <message>
            <source> · ★ pinned</source>
            <translation> · ★ angeheftet</translation>
        </message>
        <message>
            <source> · tags: %1</source>
            <translation> · Schlagworte: %1</translation>
        </message>
        <message>
            <source>Note: %1</source>
            <translation>Notiz: %1</translation>
        </message>
        <message>
            <source>waits for the loop</source>
            <translation>wartet auf den Trainer</translation>
        </message>
        <message>
            <source>Attem&amp;pts</source>
            <translation>&amp;Versuche</translation>
        </message>
        <message>
            <source>Histor&amp;y</source>
            <translation>Verla&amp;uf</translation>
        </message>
        <message>
            <source>Attem&amp;pts (%1)</source>
            <translation>&amp;Versuche (%1)</translation>
        </message>
        <message>
            <source>Not tried yet: the step that proposed it is under way</source>
            <translation>Noch nicht versucht: Der Schritt, der sie vorschlug, läuft noch</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::TaskFilters</name>
        <message>
            <source>Kind</source>
            <translation>Art</translation>
        </message>
        <message>
            <source>All kinds</source>
            <translation>Alle Arten</translation>
        </message>
        <message>
            <source>Verdict</source>
            <translation>Urteil</translation>
        </message>
        <message>
            <source>All verdicts</source>
            <translation>Alle Urteile</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>Status</translation>
        </message>
        <message>
            <source>All states</source>
            <translation>Alle Zustände</translation>
        </message>
        <message>
            <source>Step</source>
            <translation>Schritt</translation>
        </message>
        <message>
            <source>0: seeding</source>
            <translation>0: Startaufgaben</translation>
        </message>
        <message>
            <source>Solved</source>
            <translation>Gelöst</translation>
        </message>
        <message>
            <source>0 to 1</source>
            <translation>0 bis 1</translation>
        </message>
        <message>
            <source>Reward</source>
            <translation>Belohnung</translation>
        </message>
        <message>
            <source>-1 to 1</source>
            <translation>-1 bis 1</translation>
        </message>
        <message>
            <source>Complexity</source>
            <translation>Komplexität</translation>
        </message>
        <message>
            <source>cognitive, of the program</source>
            <translation>kognitive, des Programms</translation>
        </message>
        <message>
            <source>From</source>
            <translation>Von</translation>
        </message>
        <message>
            <source>Anywhere</source>
            <translation>Alle</translation>
        </message>
        <message>
            <source>Near-duplicates</source>
            <translation>Beinahe-Dubletten</translation>
        </message>
        <message>
            <source>With and without them</source>
            <translation>Mit und ohne</translation>
        </message>
        <message>
            <source>Only near-duplicates</source>
            <translation>Nur Beinahe-Dubletten</translation>
        </message>
        <message>
            <source>None of them</source>
            <translation>Keine davon</translation>
        </message>
        <message>
            <source>Saved</source>
            <translation>Gespeichert</translation>
        </message>
        <message>
            <source>Filters that were saved under a name</source>
            <translation>Filter, die unter einem Namen gespeichert wurden</translation>
        </message>
        <message>
            <source>Saved filters</source>
            <translation>Gespeicherte Filter</translation>
        </message>
        <message>
            <source>Save this filter…</source>
            <translation>Diesen Filter speichern…</translation>
        </message>
        <message>
            <source>Forget</source>
            <translation>Vergessen</translation>
        </message>
        <message>
            <source>Save this filter</source>
            <translation>Diesen Filter speichern</translation>
        </message>
        <message>
            <source>Name:</source>
            <translation>Name:</translation>
        </message>
        <message>
            <source>Search tasks</source>
            <translation>Aufgaben suchen</translation>
        </message>
        <message>
            <source>Marks</source>
            <translation>Kennzeichen</translation>
        </message>
        <message>
            <source>Marked or not</source>
            <translation>Mit und ohne</translation>
        </message>
        <message>
            <source>Pinned</source>
            <translation>Angeheftet</translation>
        </message>
        <message>
            <source>With a note</source>
            <translation>Mit Notiz</translation>
        </message>
        <message>
            <source>Text in</source>
            <translation>Text in</translation>
        </message>
        <message>
            <source>Tasks</source>
            <translation>Aufgaben</translation>
        </message>
        <message>
            <source>Tasks and what was written</source>
            <translation>Aufgaben und Geschriebenem</translation>
        </message>
        <message>
            <source>Learnability</source>
            <translation>Lernbarkeit</translation>
        </message>
        <message>
            <source>0: never or always solved</source>
            <translation>0: nie oder immer gelöst</translation>
        </message>
        <message>
            <source>Found in program, input, output or message; tag:NAME finds a tag, #12 that task whatever else is set</source>
            <translation>In Programm, Eingabe, Ausgabe oder Nachricht; tag:NAME findet ein Schlagwort, #12 diese Aufgabe, was auch sonst eingestellt ist</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::TaskTableModel</name>
        <message>
            <source>seed</source>
            <translation>Vorgabe</translation>
        </message>
        <message>
            <source>Task</source>
            <translation>Aufgabe</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>Art</translation>
        </message>
        <message>
            <source>Step</source>
            <translation>Schritt</translation>
        </message>
        <message>
            <source>Verdict</source>
            <translation>Urteil</translation>
        </message>
        <message>
            <source>Solved</source>
            <translation>Gelöst</translation>
        </message>
        <message>
            <source>Share of the solver&apos;s attempts that were correct</source>
            <translation>Anteil der richtigen Lösungsversuche</translation>
        </message>
        <message>
            <source>Reward</source>
            <translation>Belohnung</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>Status</translation>
        </message>
        <message>
            <source>From</source>
            <translation>Von</translation>
        </message>
        <message>
            <source>Program</source>
            <translation>Programm</translation>
        </message>
        <message>
            <source>Click to sort; with Shift, sort what is equal so far</source>
            <translation>Klicken sortiert; mit Umschalt wird sortiert, was bisher gleich ist</translation>
        </message>
        <message>
            <source>Pinned</source>
            <translation>Angeheftet</translation>
        </message>
        <message>
            <source>Tags: %1</source>
            <translation>Schlagworte: %1</translation>
        </message>
        <message>
            <source>What the proposer earns for the solve rate: nothing where all or none succeed (equation 4)</source>
            <translation>Was der Aufgabensteller für die Lösungsrate erhält: nichts, wo alle oder keine gelingen (Gleichung 4)</translation>
        </message>
        <message>
            <source>Learnability</source>
            <translation>Lernbarkeit</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::TasksPage</name>
        <message>
            <source>Tasks</source>
            <translation>Aufgaben</translation>
        </message>
        <message>
            <source>No tasks here. A run&apos;s first tasks appear while its buffers are seeded; filters may hide what there is.</source>
            <translation>Keine Aufgaben. Die ersten eines Laufs erscheinen, während seine Puffer gefüllt werden; Filter können verbergen, was da ist.</translation>
        </message>
        <message numerus="yes">
            <source>%Ln task(s)</source>
            <translation>
                <numerusform>%Ln Aufgabe</numerusform>
                <numerusform>%Ln Aufgaben</numerusform>
            </translation>
        </message>
        <message>
            <source>Export tasks</source>
            <translation>Aufgaben exportieren</translation>
        </message>
        <message>
            <source>JSON lines (*.jsonl)</source>
            <translation>JSON-Zeilen (*.jsonl)</translation>
        </message>
        <message numerus="yes">
            <source>%Ln task(s) written to %1</source>
            <translation>
                <numerusform>%Ln Aufgabe nach %1 geschrieben</numerusform>
                <numerusform>%Ln Aufgaben nach %1 geschrieben</numerusform>
            </translation>
        </message>
        <message>
            <source>; those that are not valid were left out</source>
            <translation>; ungültige wurden ausgelassen</translation>
        </message>
        <message>
            <source>&amp;Copy the programs</source>
            <translation>Programme &amp;kopieren</translation>
        </message>
        <message>
            <source>No task waits for you.</source>
            <translation>Keine Aufgabe wartet auf Sie.</translation>
        </message>
        <message>
            <source>no selected task waits for a person</source>
            <translation>keine der ausgewählten Aufgaben wartet auf eine Entscheidung</translation>
        </message>
        <message>
            <source>no task is selected</source>
            <translation>keine Aufgabe ist gewählt</translation>
        </message>
        <message>
            <source>the shown run is not at work</source>
            <translation>der gezeigte Lauf ist nicht bei der Arbeit</translation>
        </message>
        <message>
            <source>no valid task is selected</source>
            <translation>keine gültige Aufgabe ist gewählt</translation>
        </message>
        <message>
            <source>Counting…</source>
            <translation>Wird gezählt …</translation>
        </message>
        <message>
            <source>The step under way decides about all tasks that wait.</source>
            <translation>Über alle wartenden Aufgaben entscheidet der laufende Schritt.</translation>
        </message>
        <message>
            <source>The tasks of step %1 are shown; the filter that stood there before was taken off.</source>
            <translation>Gezeigt sind die Aufgaben von Schritt %1; der Filter von vorher wurde weggenommen.</translation>
        </message>
        <message>
            <source>no run is at work</source>
            <translation>kein Lauf ist bei der Arbeit</translation>
        </message>
        <message>
            <source>exactly one task must be selected</source>
            <translation>genau eine Aufgabe muss gewählt sein</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::TrainingPage</name>
        <message>
            <source>without a suite: no best checkpoint</source>
            <translation>ohne Suite: kein bester Checkpoint</translation>
        </message>
        <message>
            <source>Held-out accuracy</source>
            <translation>Genauigkeit (zurückgehalten)</translation>
        </message>
        <message>
            <source>Solve rate</source>
            <translation>Lösungsrate</translation>
        </message>
        <message>
            <source>Correct answers to this step&apos;s own tasks, mean over the kinds</source>
            <translation>Richtige Antworten auf die Aufgaben dieses Schritts, Mittel über die Arten</translation>
        </message>
        <message>
            <source>Valid proposals</source>
            <translation>Gültige Vorschläge</translation>
        </message>
        <message>
            <source>Proposed tasks that passed validation, mean over the kinds</source>
            <translation>Vorschläge, die die Prüfung bestanden, Mittel über die Arten</translation>
        </message>
        <message>
            <source>Tasks in buffers</source>
            <translation>Aufgaben in Puffern</translation>
        </message>
        <message>
            <source>Tasks that proposers draw references from</source>
            <translation>Aufgaben, aus denen Vorschlagende Beispiele ziehen</translation>
        </message>
        <message>
            <source>Speed</source>
            <translation>Tempo</translation>
        </message>
        <message>
            <source>Tokens sampled per second</source>
            <translation>Gezogene Token je Sekunde</translation>
        </message>
        <message>
            <source>S&amp;moothing</source>
            <translation>&amp;Glättung</translation>
        </message>
        <message>
            <source>Smoothing</source>
            <translation>Glättung</translation>
        </message>
        <message>
            <source>Moving average of the curves; the raw values stay visible behind them</source>
            <translation>Gleitendes Mittel der Kurven; die Rohwerte bleiben dahinter sichtbar</translation>
        </message>
        <message>
            <source>Show the whole range</source>
            <translation>Ganzen Bereich zeigen</translation>
        </message>
        <message>
            <source>%1%2 points since the start</source>
            <translation>%1%2 Punkte seit dem Start</translation>
        </message>
        <message>
            <source>not measured yet</source>
            <translation>noch nicht gemessen</translation>
        </message>
        <message>
            <source>of this step&apos;s attempts</source>
            <translation>der Versuche dieses Schritts</translation>
        </message>
        <message>
            <source>of this step&apos;s proposals</source>
            <translation>der Vorschläge dieses Schritts</translation>
        </message>
        <message>
            <source>in %1 buffers</source>
            <translation>in %1 Puffern</translation>
        </message>
        <message>
            <source>tokens/s · %1 a step</source>
            <translation>Tokens/s · %1 je Schritt</translation>
        </message>
        <message>
            <source>tokens/s</source>
            <translation>Tokens/s</translation>
        </message>
        <message>
            <source>95%: %1 to %2 %</source>
            <translation>95 %: %1 bis %2 %</translation>
        </message>
        <message>
            <source>Sampled accuracy on tasks never trained on, mean over the kinds. A change is told where its 95% interval leaves zero out.</source>
            <translation>Gezogene Genauigkeit auf nie trainierten Aufgaben, Mittel über die Arten. Eine Änderung wird genannt, wenn ihr 95-%-Intervall die Null ausschließt.</translation>
        </message>
        <message>
            <source>Horizontal axis</source>
            <translation>Waagerechte Achse</translation>
        </message>
        <message>
            <source>What the curves are drawn over</source>
            <translation>Worüber die Kurven gezeichnet werden</translation>
        </message>
        <message>
            <source>Marks</source>
            <translation>Marken</translation>
        </message>
        <message>
            <source>Which events the charts mark</source>
            <translation>Welche Ereignisse die Diagramme markieren</translation>
        </message>
        <message>
            <source>Standard charts</source>
            <translation>Standarddiagramme</translation>
        </message>
        <message>
            <source>Which charts are shown</source>
            <translation>Welche Diagramme gezeigt werden</translation>
        </message>
        <message>
            <source>+ Chart…</source>
            <translation>+ Diagramm…</translation>
        </message>
        <message>
            <source>Add a chart</source>
            <translation>Diagramm hinzufügen</translation>
        </message>
        <message>
            <source>Choose among all metrics of the run</source>
            <translation>Unter allen Messwerten des Laufs wählen</translation>
        </message>
        <message>
            <source>Layout: %1</source>
            <translation>Anordnung: %1</translation>
        </message>
        <message>
            <source>Save under a name…</source>
            <translation>Unter einem Namen speichern…</translation>
        </message>
        <message>
            <source>Remove this layout</source>
            <translation>Diese Anordnung entfernen</translation>
        </message>
        <message>
            <source>Save the layout</source>
            <translation>Anordnung speichern</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Name</translation>
        </message>
        <message>
            <source>no clear change since the start</source>
            <translation>keine klare Änderung</translation>
        </message>
        <message>
            <source>reading the run…</source>
            <translation>der Lauf wird gelesen …</translation>
        </message>
        <message>
            <source>sampled</source>
            <translation>gezogen</translation>
        </message>
        <message>
            <source>greedy %1</source>
            <translation>gierig %1</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::VetoDialog</name>
        <message>
            <source>Veto</source>
            <translation>Veto</translation>
        </message>
        <message numerus="yes">
            <source>Keep %n task(s) out of training?</source>
            <translation>
                <numerusform>%n Aufgabe vom Training ausschließen?</numerusform>
                <numerusform>%n Aufgaben vom Training ausschließen?</numerusform>
            </translation>
        </message>
        <message>
            <source>They leave their buffer and the batch under way. What was already trained in an earlier step cannot be untrained; the answer says so.</source>
            <translation>Sie verlassen ihren Puffer und den laufenden Stapel. Was in einem früheren Schritt schon trainiert wurde, lässt sich nicht zurücknehmen; die Antwort sagt es.</translation>
        </message>
        <message>
            <source>&amp;Reason</source>
            <translation>&amp;Grund</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>Grund</translation>
        </message>
        <message>
            <source>Kept with the task</source>
            <translation>Wird bei der Aufgabe aufbewahrt</translation>
        </message>
        <message>
            <source>e.g. trivial, or a repetition</source>
            <translation>z. B. trivial oder eine Wiederholung</translation>
        </message>
        <message>
            <source>Send the veto to the trainer</source>
            <translation>Das Veto an das Training schicken</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::Welcome</name>
        <message>
            <source>A model that teaches itself to reason</source>
            <translation>Ein Modell, das sich selbst das Denken beibringt</translation>
        </message>
        <message>
            <source>The Absolute Zero Reasoner invents small programming tasks, solves them, and learns from what a sandboxed Python says about the answers. No data set, no teacher.
The built-in model is small enough to watch it happen on this computer.</source>
            <translation>Der Absolute Zero Reasoner erfindet kleine Programmieraufgaben, löst sie und lernt aus dem, was ein abgeschottetes Python zu den Antworten sagt. Ohne Datensatz, ohne Lehrer.
Das eingebaute Modell ist klein genug, um auf diesem Rechner zuzusehen.</translation>
        </message>
        <message>
            <source>1  It proposes</source>
            <translation>1  Es schlägt vor</translation>
        </message>
        <message>
            <source>The model writes a program and an input. The sandbox runs it and keeps what is valid.</source>
            <translation>Das Modell schreibt ein Programm und eine Eingabe. Die Sandbox führt es aus und behält, was gültig ist.</translation>
        </message>
        <message>
            <source>2  It solves</source>
            <translation>2  Es löst</translation>
        </message>
        <message>
            <source>It predicts outputs, finds inputs, or writes the program from examples. Every answer is executed.</source>
            <translation>Es sagt Ausgaben voraus, findet Eingaben oder schreibt das Programm nach Beispielen. Jede Antwort wird ausgeführt.</translation>
        </message>
        <message>
            <source>3  It learns</source>
            <translation>3  Es lernt</translation>
        </message>
        <message>
            <source>Tasks that are neither too easy nor too hard earn the most. You watch, veto and add tasks.</source>
            <translation>Weder zu leichte noch zu schwere Aufgaben bringen am meisten. Sie sehen zu, legen Veto ein und geben Aufgaben vor.</translation>
        </message>
        <message>
            <source>Start the demo</source>
            <translation>Demo starten</translation>
        </message>
        <message>
            <source>New run with own settings…</source>
            <translation>Neuer Lauf mit eigenen Einstellungen…</translation>
        </message>
        <message>
            <source>Everything is kept in this workspace and can be continued later.</source>
            <translation>Alles bleibt in diesem Arbeitsbereich und kann später fortgesetzt werden.</translation>
        </message>
        <message>
            <source>Open a recent workspace</source>
            <translation>Einen früheren Arbeitsbereich öffnen</translation>
        </message>
        <message>
            <source>The workspaces that were opened last</source>
            <translation>Die zuletzt geöffneten Arbeitsbereiche</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::WrapperPanel</name>
        <message>
            <source>Measure the &amp;wrappers</source>
            <translation>&amp;Hüllen messen</translation>
        </message>
        <message>
            <source>Let the model propose and answer a few tasks with each wrapper: some minutes</source>
            <translation>Das Modell mit jeder Hülle einige Aufgaben vorschlagen und lösen lassen: einige Minuten</translation>
        </message>
        <message>
            <source>Ca&amp;ncel</source>
            <translation>Abb&amp;rechen</translation>
        </message>
        <message>
            <source>End the measurement</source>
            <translation>Die Messung beenden</translation>
        </message>
        <message>
            <source>Take th&amp;e best</source>
            <translation>Die &amp;beste nehmen</translation>
        </message>
        <message>
            <source>Use the wrapper with the most valid proposals</source>
            <translation>Die Hülle mit den meisten gültigen Vorschlägen verwenden</translation>
        </message>
        <message>
            <source>Which wrapper can this model work with?</source>
            <translation>Mit welcher Hülle kann dieses Modell arbeiten?</translation>
        </message>
        <message>
            <source>Wrapper</source>
            <translation>Hülle</translation>
        </message>
        <message>
            <source>Valid proposals</source>
            <translation>Gültige Vorschläge</translation>
        </message>
        <message>
            <source>Well-formed answers</source>
            <translation>Wohlgeformte Antworten</translation>
        </message>
        <message>
            <source>Solved</source>
            <translation>Gelöst</translation>
        </message>
        <message>
            <source>Tokens</source>
            <translation>Token</translation>
        </message>
        <message>
            <source>Rates of the wrappers</source>
            <translation>Quoten der Hüllen</translation>
        </message>
        <message>
            <source>Nothing was measured yet</source>
            <translation>Noch nichts gemessen</translation>
        </message>
        <message>
            <source>Cancel the measurement</source>
            <translation>Messung abbrechen</translation>
        </message>
        <message>
            <source>Progress of the measurement</source>
            <translation>Fortschritt der Messung</translation>
        </message>
        <message>
            <source>Completions of the wrapper under way</source>
            <translation>Antworten mit der laufenden Hülle</translation>
        </message>
        <message>
            <source>State of the measurement</source>
            <translation>Stand der Messung</translation>
        </message>
        <message>
            <source>Opening the model…</source>
            <translation>Modell wird geöffnet…</translation>
        </message>
        <message>
            <source>Ending the measurement…</source>
            <translation>Messung wird beendet…</translation>
        </message>
        <message>
            <source>%1: %2 of %3 completions</source>
            <translation>%1: %2 von %3 Antworten</translation>
        </message>
        <message>
            <source>Cancelled.</source>
            <translation>Abgebrochen.</translation>
        </message>
        <message>
            <source>Take th&amp;e best: %1</source>
            <translation>Die &amp;beste nehmen: %1</translation>
        </message>
        <message>
            <source>Take the best wrapper: %1</source>
            <translation>Die beste Hülle nehmen: %1</translation>
        </message>
        <message>
            <source>None of them gave a valid proposal: choose another model.</source>
            <translation>Keine gab einen gültigen Vorschlag: ein anderes Modell wählen.</translation>
        </message>
        <message>
            <source>%1 was left out: %2</source>
            <translation>%1 wurde ausgelassen: %2</translation>
        </message>
        <message>
            <source>%1 of %2 (%3 to %4 %)</source>
            <translation>%1 von %2 (%3 bis %4 %)</translation>
        </message>
    </context>
    <context>
        <name>azr::widgets::ChartPanel</name>
        <message>
            <source>Show curve %1</source>
            <translation>Kurve %1 zeigen</translation>
        </message>
        <message>
            <source>Show or hide this curve</source>
            <translation>Diese Kurve zeigen oder ausblenden</translation>
        </message>
        <message>
            <source>Enlarge</source>
            <translation>Vergrößern</translation>
        </message>
        <message>
            <source>Show the whole range</source>
            <translation>Ganzen Bereich zeigen</translation>
        </message>
        <message>
            <source>Logarithmic axis</source>
            <translation>Logarithmische Achse</translation>
        </message>
        <message>
            <source>Values as a table…</source>
            <translation>Werte als Tabelle…</translation>
        </message>
        <message>
            <source>Copy picture and values</source>
            <translation>Bild und Werte kopieren</translation>
        </message>
        <message>
            <source>Export as PNG, SVG or CSV…</source>
            <translation>Als PNG, SVG oder CSV exportieren…</translation>
        </message>
        <message>
            <source>Menu of %1</source>
            <translation>Menü von %1</translation>
        </message>
        <message>
            <source>Enlarge, logarithmic axis, values, export</source>
            <translation>Vergrößern, logarithmische Achse, Werte, Export</translation>
        </message>
        <message>
            <source>Back to all charts</source>
            <translation>Zurück zu allen Diagrammen</translation>
        </message>
        <message>
            <source>Picture (*.png)</source>
            <translation>Bild (*.png)</translation>
        </message>
        <message>
            <source>Drawing (*.svg)</source>
            <translation>Zeichnung (*.svg)</translation>
        </message>
        <message>
            <source>Values (*.csv)</source>
            <translation>Werte (*.csv)</translation>
        </message>
        <message>
            <source>Export %1</source>
            <translation>%1 exportieren</translation>
        </message>
        <message numerus="yes">
            <source>%Ln curve(s)</source>
            <translation>
                <numerusform>%Ln Kurve</numerusform>
                <numerusform>%Ln Kurven</numerusform>
            </translation>
        </message>
        <message>
            <source>Ctrl+wheel zooms at the pointer, dragging zooms to a range, a double click shows all</source>
            <translation>Strg+Mausrad vergrößert am Mauszeiger, Ziehen vergrößert einen Bereich, ein Doppelklick zeigt alles</translation>
        </message>
    </context>
    <context>
        <name>azr::widgets::ChartValuesDialog</name>
        <message>
            <source>Values: %1</source>
            <translation>Werte: %1</translation>
        </message>
        <message>
            <source>Values of %1</source>
            <translation>Werte von %1</translation>
        </message>
        <message>
            <source>No values yet</source>
            <translation>Noch keine Werte</translation>
        </message>
        <message>
            <source>Ctrl+C copies the chosen rows, Ctrl+Shift+C with headings; Enter shows the tasks of the step.</source>
            <translation>Strg+C kopiert die gewählten Zeilen, Strg+Umschalt+C mit Überschriften; Enter zeigt die Aufgaben des Schritts.</translation>
        </message>
    </context>
    <context>
        <name>azr::widgets::ChartValuesModel</name>
        <message>
            <source>%1, smoothed</source>
            <translation>%1, geglättet</translation>
        </message>
        <message>
            <source>%1, 95%</source>
            <translation>%1, 95 %</translation>
        </message>
    </context>
    <context>
        <name>azr::widgets::ChartView</name>
        <message>
            <source>x</source>
            <translation>x</translation>
        </message>
        <message>
            <source>No data yet</source>
            <translation>Noch keine Daten</translation>
        </message>
        <message>
            <source>Chart</source>
            <translation>Diagramm</translation>
        </message>
        <message>
            <source>No values in this range</source>
            <translation>Keine Werte in diesem Bereich</translation>
        </message>
        <message>
            <source>measured</source>
            <translation>gemessen</translation>
        </message>
        <message>
            <source>smoothed</source>
            <translation>geglättet</translation>
        </message>
        <message>
            <source>95%</source>
            <translation>95 %</translation>
        </message>
        <message>
            <source>Drag: zoom; Shift+drag: move along; Ctrl+wheel: zoom at the pointer; double click or 0: whole range; click or Enter: the tasks of that step; left and right: read values; up and down: choose a curve</source>
            <translation>Ziehen: vergrößern; Umschalt+Ziehen: verschieben; Strg+Rad: am Zeiger vergrößern; Doppelklick oder 0: ganzer Bereich; Klick oder Enter: die Aufgaben des Schritts; links und rechts: Werte lesen; auf und ab: eine Kurve wählen</translation>
        </message>
        <message numerus="yes">
            <source>%Ln earlier mark(s)</source>
            <translation>
                <numerusform>%Ln frühere Markierung</numerusform>
                <numerusform>%Ln frühere Markierungen</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::widgets::CodeView</name>
        <message>
            <source>Python editor</source>
            <translation>Python-Editor</translation>
        </message>
        <message>
            <source>Python source</source>
            <translation>Python-Quelltext</translation>
        </message>
        <message>
            <source>Python source; Esc leaves the editor</source>
            <translation>Python-Quelltext; Esc verlässt den Editor</translation>
        </message>
    </context>
    <context>
        <name>azr::widgets::CopyableTable</name>
        <message>
            <source>Table</source>
            <translation>Tabelle</translation>
        </message>
        <message>
            <source>Ctrl+C copies the selected rows, Ctrl+Shift+C with headings</source>
            <translation>Strg+C kopiert die gewählten Zeilen, Strg+Umschalt+C mit Überschriften</translation>
        </message>
        <message>
            <source>&amp;Columns</source>
            <translation>&amp;Spalten</translation>
        </message>
    </context>
    <context>
        <name>azr::widgets::DiffView</name>
        <message>
            <source>Show equal values too</source>
            <translation>Auch gleiche Werte zeigen</translation>
        </message>
        <message>
            <source>Left</source>
            <translation>Links</translation>
        </message>
        <message>
            <source>Right</source>
            <translation>Rechts</translation>
        </message>
        <message>
            <source>List every value, not only those that differ</source>
            <translation>Alle Werte auflisten, nicht nur die verschiedenen</translation>
        </message>
        <message>
            <source>Differences</source>
            <translation>Unterschiede</translation>
        </message>
        <message>
            <source>Setting</source>
            <translation>Einstellung</translation>
        </message>
        <message>
            <source>Nothing to compare</source>
            <translation>Nichts zu vergleichen</translation>
        </message>
        <message numerus="yes">
            <source>%n setting(s) differ</source>
            <translation>
                <numerusform>%n Einstellung ist verschieden</numerusform>
                <numerusform>%n Einstellungen sind verschieden</numerusform>
            </translation>
        </message>
        <message>
            <source>No value differs</source>
            <translation>Kein Wert ist verschieden</translation>
        </message>
        <message>
            <source>Why the value differs</source>
            <translation>Warum der Wert abweicht</translation>
        </message>
    </context>
    <context>
        <name>azr::widgets::FieldForm</name>
        <message>
            <source>Only changed</source>
            <translation>Nur geänderte</translation>
        </message>
        <message>
            <source>Search settings…</source>
            <translation>Einstellungen suchen…</translation>
        </message>
        <message>
            <source>Search settings</source>
            <translation>Einstellungen suchen</translation>
        </message>
        <message>
            <source>Finds names and explanations</source>
            <translation>Findet Namen und Erklärungen</translation>
        </message>
        <message>
            <source>Show only the settings that differ from the preset</source>
            <translation>Nur Einstellungen zeigen, die von der Vorlage abweichen</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>Einstellungen</translation>
        </message>
        <message>
            <source>run</source>
            <translation>Lauf</translation>
        </message>
        <message>
            <source>%1 · %2</source>
            <translation>%1 · %2</translation>
        </message>
        <message>
            <source>on</source>
            <translation>an</translation>
        </message>
        <message>
            <source>a whole number is needed</source>
            <translation>eine ganze Zahl ist nötig</translation>
        </message>
        <message>
            <source>a number is needed</source>
            <translation>eine Zahl ist nötig</translation>
        </message>
        <message>
            <source>between %1 and %2</source>
            <translation>zwischen %1 und %2</translation>
        </message>
        <message>
            <source>Changed; the preset has %1</source>
            <translation>Geändert; die Vorlage hat %1</translation>
        </message>
    </context>
    <context>
        <name>azr::widgets::FilterBar</name>
        <message>
            <source>Clear filters</source>
            <translation>Filter aufheben</translation>
        </message>
        <message>
            <source>Show everything again</source>
            <translation>Wieder alles zeigen</translation>
        </message>
    </context>
    <context>
        <name>azr::widgets::LogView</name>
        <message>
            <source>Log</source>
            <translation>Protokoll</translation>
        </message>
        <message>
            <source>What happened, newest at the bottom</source>
            <translation>Was geschah, das Neueste unten</translation>
        </message>
    </context>
    <context>
        <name>azr::widgets::MoreFilters</name>
        <message>
            <source>Clear</source>
            <translation>Leeren</translation>
        </message>
        <message>
            <source>Take these filters away</source>
            <translation>Diese Filter aufheben</translation>
        </message>
        <message>
            <source>%1, at least</source>
            <translation>%1, mindestens</translation>
        </message>
        <message>
            <source>from</source>
            <translation>von</translation>
        </message>
        <message>
            <source>%1, at most</source>
            <translation>%1, höchstens</translation>
        </message>
        <message>
            <source>to</source>
            <translation>bis</translation>
        </message>
        <message>
            <source>More filters (%1)</source>
            <translation>Weitere Filter (%1)</translation>
        </message>
        <message>
            <source>More filters</source>
            <translation>Weitere Filter</translation>
        </message>
        <message>
            <source>%1: a number is needed.</source>
            <translation>%1: Hier wird eine Zahl gebraucht.</translation>
        </message>
        <message>
            <source>%1: nothing lies in this range.</source>
            <translation>%1: In diesem Bereich liegt nichts.</translation>
        </message>
    </context>
    <context>
        <name>labels</name>
        <message>
            <source>Deduction: predict the output.</source>
            <translation>Deduktion: die Ausgabe vorhersagen.</translation>
        </message>
        <message>
            <source>Abduction: find an input.</source>
            <translation>Abduktion: eine Eingabe finden.</translation>
        </message>
        <message>
            <source>Induction: write the program.</source>
            <translation>Induktion: das Programm schreiben.</translation>
        </message>
        <message>
            <source>Error: name the exception, if there is one.</source>
            <translation>Fehler: die Ausnahme nennen, falls es eine gibt.</translation>
        </message>
        <message>
            <source>%1 = %2 (before: %3)</source>
            <translation>%1 = %2 (zuvor: %3)</translation>
        </message>
        <message>
            <source>Deduction</source>
            <translation>Deduktion</translation>
        </message>
        <message>
            <source>Abduction</source>
            <translation>Abduktion</translation>
        </message>
        <message>
            <source>Induction</source>
            <translation>Induktion</translation>
        </message>
        <message>
            <source>Error</source>
            <translation>Fehler</translation>
        </message>
        <message>
            <source>Correct</source>
            <translation>Richtig</translation>
        </message>
        <message>
            <source>Wrong</source>
            <translation>Falsch</translation>
        </message>
        <message>
            <source>Malformed</source>
            <translation>Unlesbar</translation>
        </message>
        <message>
            <source>Rejected</source>
            <translation>Abgelehnt</translation>
        </message>
        <message>
            <source>Exception</source>
            <translation>Ausnahme</translation>
        </message>
        <message>
            <source>CPU time</source>
            <translation>Rechenzeit</translation>
        </message>
        <message>
            <source>Wall time</source>
            <translation>Wartezeit</translation>
        </message>
        <message>
            <source>Memory</source>
            <translation>Speicher</translation>
        </message>
        <message>
            <source>Output too long</source>
            <translation>Ausgabe zu lang</translation>
        </message>
        <message>
            <source>Not repeatable</source>
            <translation>Nicht wiederholbar</translation>
        </message>
        <message>
            <source>Crashed</source>
            <translation>Abgestürzt</translation>
        </message>
        <message>
            <source>Executor failed</source>
            <translation>Ausführung gestört</translation>
        </message>
        <message>
            <source>Proposed</source>
            <translation>Vorgeschlagen</translation>
        </message>
        <message>
            <source>In buffer</source>
            <translation>Im Puffer</translation>
        </message>
        <message>
            <source>Left buffer</source>
            <translation>Verdrängt</translation>
        </message>
        <message>
            <source>Vetoed</source>
            <translation>Mit Veto</translation>
        </message>
        <message>
            <source>Invalid</source>
            <translation>Ungültig</translation>
        </message>
        <message>
            <source>Abandoned</source>
            <translation>Aufgegeben</translation>
        </message>
        <message>
            <source>Idle</source>
            <translation>Untätig</translation>
        </message>
        <message>
            <source>Starting…</source>
            <translation>Startet…</translation>
        </message>
        <message>
            <source>Running</source>
            <translation>Läuft</translation>
        </message>
        <message>
            <source>Pausing…</source>
            <translation>Hält an…</translation>
        </message>
        <message>
            <source>Paused</source>
            <translation>Angehalten</translation>
        </message>
        <message>
            <source>Stopping…</source>
            <translation>Stoppt…</translation>
        </message>
        <message>
            <source>Stopped</source>
            <translation>Gestoppt</translation>
        </message>
        <message>
            <source>Finished</source>
            <translation>Fertig</translation>
        </message>
        <message>
            <source>Failed</source>
            <translation>Gescheitert</translation>
        </message>
        <message>
            <source>Interrupted</source>
            <translation>Unterbrochen</translation>
        </message>
        <message>
            <source>identity seed</source>
            <translation>Identität</translation>
        </message>
        <message>
            <source>the model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>you</source>
            <translation>Ihnen</translation>
        </message>
        <message>
            <source>imported</source>
            <translation>Import</translation>
        </message>
        <message>
            <source>Estimate</source>
            <translation>Schätzung</translation>
        </message>
        <message>
            <source>Training</source>
            <translation>Training</translation>
        </message>
        <message>
            <source>Added</source>
            <translation>Hinzugefügt</translation>
        </message>
        <message>
            <source>Evicted</source>
            <translation>Verdrängt</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>Pause</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>Weiter</translation>
        </message>
        <message>
            <source>One step</source>
            <translation>Ein Schritt</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>Stoppen</translation>
        </message>
        <message>
            <source>Veto</source>
            <translation>Veto</translation>
        </message>
        <message>
            <source>Seed task</source>
            <translation>Aufgabe vorgeben</translation>
        </message>
        <message>
            <source>Change a setting</source>
            <translation>Einstellung ändern</translation>
        </message>
        <message>
            <source>Checkpoint</source>
            <translation>Sicherungspunkt</translation>
        </message>
        <message>
            <source>Evaluation</source>
            <translation>Messung</translation>
        </message>
        <message>
            <source>Starting</source>
            <translation>Start</translation>
        </message>
        <message>
            <source>Seeding the buffers</source>
            <translation>Puffer werden gefüllt</translation>
        </message>
        <message>
            <source>Proposing tasks</source>
            <translation>Aufgaben werden vorgeschlagen</translation>
        </message>
        <message>
            <source>Validating proposals</source>
            <translation>Vorschläge werden geprüft</translation>
        </message>
        <message>
            <source>Estimating learnability</source>
            <translation>Lernbarkeit wird geschätzt</translation>
        </message>
        <message>
            <source>Solving tasks</source>
            <translation>Aufgaben werden gelöst</translation>
        </message>
        <message>
            <source>Verifying answers</source>
            <translation>Antworten werden geprüft</translation>
        </message>
        <message>
            <source>Updating the model</source>
            <translation>Modell wird angepasst</translation>
        </message>
        <message>
            <source>Storing</source>
            <translation>Wird gespeichert</translation>
        </message>
        <message>
            <source>Measuring held-out accuracy</source>
            <translation>Genauigkeit wird gemessen</translation>
        </message>
        <message>
            <source>%1 s</source>
            <translation>%1 s</translation>
        </message>
        <message>
            <source>%1 min %2 s</source>
            <translation>%1 min %2 s</translation>
        </message>
        <message>
            <source>%1 h %2 min</source>
            <translation>%1 h %2 min</translation>
        </message>
        <message>
            <source>%1 %</source>
            <translation>%1 %</translation>
        </message>
        <message>
            <source>Valid</source>
            <translation>Gültig</translation>
        </message>
        <message>
            <source>Few proposals are valid</source>
            <translation>Wenige Vorschläge sind gültig</translation>
        </message>
        <message>
            <source>The proposals repeat each other</source>
            <translation>Die Vorschläge wiederholen sich</translation>
        </message>
        <message>
            <source>Many completions are cut off</source>
            <translation>Viele Antworten werden abgeschnitten</translation>
        </message>
        <message>
            <source>Many tasks can be guessed</source>
            <translation>Viele Aufgaben lassen sich raten</translation>
        </message>
        <message>
            <source>The entropy collapses</source>
            <translation>Die Entropie bricht ein</translation>
        </message>
        <message>
            <source>Held-out accuracy is not measured</source>
            <translation>Die Treffsicherheit auf zurückgelegten Aufgaben wird nicht gemessen</translation>
        </message>
        <message>
            <source>A lower optimizer.learning_rate or advantage.proposer_weight helps.</source>
            <translation>Ein kleineres optimizer.learning_rate oder advantage.proposer_weight hilft.</translation>
        </message>
        <message>
            <source>selfplay.skip_duplicates and reward.novelty_count help.</source>
            <translation>selfplay.skip_duplicates und reward.novelty_count helfen.</translation>
        </message>
        <message>
            <source>Raise prompt.response_limit, or lower optimizer.learning_rate.</source>
            <translation>prompt.response_limit erhöhen oder optimizer.learning_rate senken.</translation>
        </message>
        <message>
            <source>selfplay.reject_coin_flips keeps them out of training.</source>
            <translation>selfplay.reject_coin_flips hält sie vom Training fern.</translation>
        </message>
        <message>
            <source>Raise loss.entropy_bonus, or lower optimizer.learning_rate.</source>
            <translation>loss.entropy_bonus erhöhen oder optimizer.learning_rate senken.</translation>
        </message>
        <message>
            <source>Veto of %1</source>
            <translation>Veto gegen %1</translation>
        </message>
        <message>
            <source>%1 min</source>
            <translation>%1 min</translation>
        </message>
        <message>
            <source>Take a veto back</source>
            <translation>Veto zurücknehmen</translation>
        </message>
        <message>
            <source>Pin</source>
            <translation>Anheften</translation>
        </message>
        <message>
            <source>Rule</source>
            <translation>Regel</translation>
        </message>
        <message>
            <source>Remove a rule</source>
            <translation>Regel entfernen</translation>
        </message>
        <message>
            <source>Tag</source>
            <translation>Schlagwort</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>Notiz</translation>
        </message>
        <message>
            <source>Pin of the run</source>
            <translation>Anheften des Laufs</translation>
        </message>
        <message>
            <source>%1, %2</source>
            <translation>%1, %2</translation>
        </message>
        <message>
            <source>%1 …</source>
            <translation>%1 …</translation>
        </message>
        <message>
            <source>Keeps out of training</source>
            <translation>Hält vom Training fern</translation>
        </message>
        <message>
            <source>Pins</source>
            <translation>Heftet an</translation>
        </message>
        <message>
            <source>Tags</source>
            <translation>Gibt ein Schlagwort</translation>
        </message>
        <message>
            <source>%1: %2</source>
            <translation>%1: %2</translation>
        </message>
        <message>
            <source>Run</source>
            <translation>Lauf</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>Prompts</source>
            <translation>Prompts</translation>
        </message>
        <message>
            <source>Self-play</source>
            <translation>Selbstspiel</translation>
        </message>
        <message>
            <source>Buffers</source>
            <translation>Puffer</translation>
        </message>
        <message>
            <source>Reward</source>
            <translation>Belohnung</translation>
        </message>
        <message>
            <source>Advantage</source>
            <translation>Vorteil</translation>
        </message>
        <message>
            <source>Loss</source>
            <translation>Verlust</translation>
        </message>
        <message>
            <source>Optimizer</source>
            <translation>Optimierer</translation>
        </message>
        <message>
            <source>Sampling</source>
            <translation>Ziehen</translation>
        </message>
        <message>
            <source>Executor</source>
            <translation>Ausführung</translation>
        </message>
        <message>
            <source>Checkpoints</source>
            <translation>Sicherungspunkte</translation>
        </message>
        <message>
            <source>Telemetry</source>
            <translation>Aufzeichnung</translation>
        </message>
        <message>
            <source>Watching for collapse</source>
            <translation>Warnung vor dem Zusammenbruch</translation>
        </message>
        <message>
            <source>MiB</source>
            <translation>MiB</translation>
        </message>
        <message>
            <source>attempts</source>
            <translation>Versuche</translation>
        </message>
        <message>
            <source>checkpoints</source>
            <translation>Sicherungspunkte</translation>
        </message>
        <message>
            <source>functions</source>
            <translation>Funktionen</translation>
        </message>
        <message>
            <source>inputs</source>
            <translation>Eingaben</translation>
        </message>
        <message>
            <source>items</source>
            <translation>Aufgaben</translation>
        </message>
        <message>
            <source>min</source>
            <translation>min</translation>
        </message>
        <message>
            <source>passes</source>
            <translation>Durchgänge</translation>
        </message>
        <message>
            <source>processes</source>
            <translation>Prozesse</translation>
        </message>
        <message>
            <source>proposals</source>
            <translation>Vorschläge</translation>
        </message>
        <message>
            <source>rounds</source>
            <translation>Runden</translation>
        </message>
        <message>
            <source>runs</source>
            <translation>Ausführungen</translation>
        </message>
        <message>
            <source>s</source>
            <translation>s</translation>
        </message>
        <message>
            <source>sequences</source>
            <translation>Folgen</translation>
        </message>
        <message>
            <source>steps</source>
            <translation>Schritte</translation>
        </message>
        <message>
            <source>tasks</source>
            <translation>Aufgaben</translation>
        </message>
        <message>
            <source>threads</source>
            <translation>Threads</translation>
        </message>
        <message>
            <source>tokens</source>
            <translation>Token</translation>
        </message>
        <message>
            <source>Waiting</source>
            <translation>Wartet</translation>
        </message>
        <message>
            <source>Admit</source>
            <translation>Zulassen</translation>
        </message>
        <message>
            <source>The proposals narrow</source>
            <translation>Die Vorschläge verengen sich</translation>
        </message>
        <message>
            <source>The page Diversity shows how; a lower optimizer.learning_rate helps.</source>
            <translation>Die Seite Vielfalt zeigt, wie; ein kleineres optimizer.learning_rate hilft.</translation>
        </message>
        <message>
            <source>The run stands still</source>
            <translation>Der Lauf steht still</translation>
        </message>
        <message>
            <source>Is the machine busy with something else, or asleep?</source>
            <translation>Ist der Rechner mit etwas anderem beschäftigt, oder schläft er?</translation>
        </message>
        <message>
            <source>Let it wait again</source>
            <translation>Wieder warten lassen</translation>
        </message>
        <message>
            <source>Archiving of a run</source>
            <translation>Archivieren eines Laufs</translation>
        </message>
        <message>
            <source>Deletion of a run</source>
            <translation>Löschen eines Laufs</translation>
        </message>
    </context>
    <context>
        <name>window</name>
        <message>
            <source>&amp;Choose another folder…</source>
            <translation>Anderen &amp;Ordner wählen…</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>&amp;Beenden</translation>
        </message>
        <message>
            <source>OK</source>
            <translation>OK</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::MarksDialog</name>
        <message>
            <source>&amp;Pinned</source>
            <translation>&amp;Angeheftet</translation>
        </message>
        <message>
            <source>Marks</source>
            <translation>Kennzeichen</translation>
        </message>
        <message>
            <source>Marks of the shown run</source>
            <translation>Kennzeichen des gezeigten Laufs</translation>
        </message>
        <message numerus="yes">
            <source>Marks of %n task(s)</source>
            <translation>
                <numerusform>Kennzeichen einer Aufgabe</numerusform>
                <numerusform>Kennzeichen von %n Aufgaben</numerusform>
            </translation>
        </message>
        <message>
            <source>Pinned</source>
            <translation>Angeheftet</translation>
        </message>
        <message>
            <source>Pinned runs carry a star in the list</source>
            <translation>Angeheftete Läufe tragen in der Liste einen Stern</translation>
        </message>
        <message>
            <source>A pinned task is never evicted, and drawn as a reference more often</source>
            <translation>Eine angeheftete Aufgabe wird nie verdrängt und öfter als Vorbild gezogen</translation>
        </message>
        <message>
            <source>Tags</source>
            <translation>Schlagworte</translation>
        </message>
        <message>
            <source>Parted by commas</source>
            <translation>Durch Kommas getrennt</translation>
        </message>
        <message>
            <source>such as odd, too easy</source>
            <translation>etwa seltsam, zu leicht</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>Notiz</translation>
        </message>
        <message>
            <source>Kept with it</source>
            <translation>Bleibt daran</translation>
        </message>
        <message>
            <source>They have different notes; a new one replaces them all</source>
            <translation>Sie haben verschiedene Notizen; eine neue ersetzt alle</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>Speichern</translation>
        </message>
        <message>
            <source>&amp;Tags</source>
            <translation>&amp;Schlagworte</translation>
        </message>
        <message>
            <source>&amp;Note</source>
            <translation>&amp;Notiz</translation>
        </message>
        <message>
            <source>The tag “%1” is too long</source>
            <translation>Das Schlagwort „%1“ ist zu lang</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::RuleEditor</name>
        <message>
            <source>Condition</source>
            <translation>Bedingung</translation>
        </message>
        <message>
            <source>Tasks that meet it</source>
            <translation>Aufgaben, die sie erfüllen</translation>
        </message>
        <message>
            <source>New rule</source>
            <translation>Neue Regel</translation>
        </message>
        <message>
            <source>Change the rule</source>
            <translation>Regel ändern</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Name</translation>
        </message>
        <message>
            <source>What it does</source>
            <translation>Was sie tut</translation>
        </message>
        <message>
            <source>Tag</source>
            <translation>Schlagwort</translation>
        </message>
        <message>
            <source>Result of the trial</source>
            <translation>Ergebnis der Probe</translation>
        </message>
        <message>
            <source>Tasks that meet the condition, the youngest first</source>
            <translation>Aufgaben, die die Bedingung erfüllen, die jüngste zuerst</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <source>&amp;Try on history</source>
            <translation>An der Geschichte &amp;proben</translation>
        </message>
        <message>
            <source>Try on history</source>
            <translation>An der Geschichte proben</translation>
        </message>
        <message>
            <source>Tells what the rule would have done; nothing changes</source>
            <translation>Sagt, was die Regel getan hätte; es ändert sich nichts</translation>
        </message>
        <message>
            <source>&amp;Put in force</source>
            <translation>In &amp;Kraft setzen</translation>
        </message>
        <message>
            <source>Put in force</source>
            <translation>In Kraft setzen</translation>
        </message>
        <message>
            <source>&amp;Name</source>
            <translation>&amp;Name</translation>
        </message>
        <message>
            <source>&amp;Condition</source>
            <translation>&amp;Bedingung</translation>
        </message>
        <message>
            <source>&amp;Does</source>
            <translation>&amp;Tut</translation>
        </message>
        <message>
            <source>Ta&amp;g</source>
            <translation>&amp;Schlagwort</translation>
        </message>
        <message>
            <source>The rule judges from now on</source>
            <translation>Die Regel gilt von jetzt an</translation>
        </message>
        <message>
            <source>Only a run that trains takes rules</source>
            <translation>Nur ein Lauf, der trainiert, nimmt Regeln an</translation>
        </message>
        <message>
            <source>, mean solve rate %1</source>
            <translation>, mittlere Lösungsrate %1</translation>
        </message>
        <message>
            <source> Only the youngest tasks were looked at.</source>
            <translation> Nur die jüngsten Aufgaben wurden angesehen.</translation>
        </message>
        <message>
            <source>Waiting for the run to take the rule…</source>
            <translation>Warten, bis der Lauf die Regel übernimmt…</translation>
        </message>
        <message>
            <source>&amp;Fields</source>
            <translation>&amp;Felder</translation>
        </message>
        <message>
            <source>It would have removed %1 of %2 proposals</source>
            <translation>Sie hätte %1 von %2 Vorschlägen aussortiert</translation>
        </message>
        <message>
            <source>It would have pinned %1 of %2 proposals</source>
            <translation>Sie hätte %1 von %2 Vorschlägen angeheftet</translation>
        </message>
        <message>
            <source>It would have tagged %1 of %2 proposals</source>
            <translation>Sie hätte %1 von %2 Vorschlägen das Schlagwort gegeben</translation>
        </message>
        <message>
            <source>; in the buffers %1 tasks meet it now.</source>
            <translation>; in den Puffern erfüllen jetzt %1 Aufgaben die Bedingung.</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::RulesDialog</name>
        <message>
            <source>&amp;New rule…</source>
            <translation>&amp;Neue Regel…</translation>
        </message>
        <message>
            <source>A condition, and what is done to the tasks that meet it</source>
            <translation>Eine Bedingung, und was mit den Aufgaben geschieht, die sie erfüllen</translation>
        </message>
        <message>
            <source>&amp;Change…</source>
            <translation>&amp;Ändern…</translation>
        </message>
        <message>
            <source>Change the chosen rule; it then judges the buffers again</source>
            <translation>Die gewählte Regel ändern; sie beurteilt dann die Puffer neu</translation>
        </message>
        <message>
            <source>Switch &amp;off</source>
            <translation>A&amp;usschalten</translation>
        </message>
        <message>
            <source>What it did so far stays; Undo takes that back</source>
            <translation>Was sie bisher tat, bleibt; Rückgängig nimmt es zurück</translation>
        </message>
        <message>
            <source>&amp;Remove</source>
            <translation>&amp;Entfernen</translation>
        </message>
        <message>
            <source>What it did so far stays; Undo brings the rule back</source>
            <translation>Was sie bisher tat, bleibt; Rückgängig bringt die Regel zurück</translation>
        </message>
        <message>
            <source>Rules</source>
            <translation>Regeln</translation>
        </message>
        <message>
            <source>Rules of the run</source>
            <translation>Regeln des Laufs</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Name</translation>
        </message>
        <message>
            <source>Condition</source>
            <translation>Bedingung</translation>
        </message>
        <message>
            <source>Does</source>
            <translation>Tut</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Zustand</translation>
        </message>
        <message>
            <source>Met</source>
            <translation>Treffer</translation>
        </message>
        <message>
            <source>Solved</source>
            <translation>Gelöst</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <source>The rules stay in force</source>
            <translation>Die Regeln bleiben in Kraft</translation>
        </message>
        <message>
            <source>Rule %1</source>
            <translation>Regel %1</translation>
        </message>
        <message>
            <source>on</source>
            <translation>an</translation>
        </message>
        <message>
            <source>off</source>
            <translation>aus</translation>
        </message>
        <message>
            <source>A rule judges every task that the model proposes, before the update, and what the buffers hold when it is made or changed. Rules are kept with the run.</source>
            <translation>Eine Regel beurteilt jede Aufgabe, die das Modell vorschlägt, vor der Aktualisierung, und was die Puffer enthalten, wenn sie entsteht oder geändert wird. Regeln bleiben beim Lauf.</translation>
        </message>
        <message>
            <source>Rules are put in force while the run trains: continue it for that. Till then they can be tried on its tasks.</source>
            <translation>Regeln treten in Kraft, während der Lauf trainiert: dazu fortsetzen. Bis dahin lassen sie sich an seinen Aufgaben erproben.</translation>
        </message>
        <message>
            <source>Switch &amp;on</source>
            <translation>Ei&amp;nschalten</translation>
        </message>
        <message>
            <source>waits for the run</source>
            <translation>wartet auf den Lauf</translation>
        </message>
        <message>
            <source>This run has no rules yet.</source>
            <translation>Dieser Lauf hat noch keine Regeln.</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::Steering</name>
        <message>
            <source>Un&amp;pin tasks</source>
            <translation>Anheftung auf&amp;heben</translation>
        </message>
        <message>
            <source>&amp;Pin tasks</source>
            <translation>Aufgaben an&amp;heften</translation>
        </message>
        <message>
            <source>&amp;Undo</source>
            <translation>&amp;Rückgängig</translation>
        </message>
        <message>
            <source>&amp;Undo: %1</source>
            <translation>&amp;Rückgängig: %1</translation>
        </message>
        <message>
            <source>&amp;Redo</source>
            <translation>&amp;Wiederholen</translation>
        </message>
        <message>
            <source>&amp;Redo: %1</source>
            <translation>&amp;Wiederholen: %1</translation>
        </message>
        <message>
            <source>another program trains in this workspace</source>
            <translation>ein anderes Programm trainiert in diesem Arbeitsbereich</translation>
        </message>
        <message>
            <source>no task is selected</source>
            <translation>keine Aufgabe ist gewählt</translation>
        </message>
        <message>
            <source>no run is shown</source>
            <translation>kein Lauf wird gezeigt</translation>
        </message>
        <message>
            <source>there is nothing to take back</source>
            <translation>es gibt nichts zurückzunehmen</translation>
        </message>
        <message>
            <source>nothing was taken back</source>
            <translation>nichts wurde zurückgenommen</translation>
        </message>
        <message numerus="yes">
            <source>%1 and %n more</source>
            <translation>
                <numerusform>%1 und %n weitere</numerusform>
                <numerusform>%1 und %n weitere</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>FolderTexts</name>
        <message>
            <source>Open a workspace</source>
            <translation>Arbeitsbereich öffnen</translation>
        </message>
        <message>
            <source>There is no workspace in %1.</source>
            <translation>In %1 ist kein Arbeitsbereich.</translation>
        </message>
        <message>
            <source>A workspace is a folder that holds runs, their tasks and checkpoints. A new one can be made here; other files in the folder stay as they are.</source>
            <translation>Ein Arbeitsbereich ist ein Ordner mit Läufen, ihren Aufgaben und Sicherungspunkten. Hier kann ein neuer angelegt werden; andere Dateien im Ordner bleiben, wie sie sind.</translation>
        </message>
        <message>
            <source>&amp;Make a workspace here</source>
            <translation>Hier &amp;anlegen</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <source>No workspace can be made in %1.</source>
            <translation>In %1 kann kein Arbeitsbereich angelegt werden.</translation>
        </message>
        <message>
            <source>This folder cannot be written. Allow writing to it, or choose another folder.</source>
            <translation>In diesen Ordner kann nicht geschrieben werden. Das Schreiben darin erlauben oder einen anderen Ordner wählen.</translation>
        </message>
        <message>
            <source>There is no folder %1.</source>
            <translation>Den Ordner %1 gibt es nicht.</translation>
        </message>
        <message>
            <source>Choose another folder.</source>
            <translation>Einen anderen Ordner wählen.</translation>
        </message>
        <message>
            <source>The workspace cannot be opened.</source>
            <translation>Der Arbeitsbereich lässt sich nicht öffnen.</translation>
        </message>
        <message>
            <source>There is a workspace in %1 already.</source>
            <translation>In %1 ist bereits ein Arbeitsbereich.</translation>
        </message>
        <message>
            <source>Its runs stay as they are. Choose another folder for a new one.</source>
            <translation>Seine Läufe bleiben, wie sie sind. Für einen neuen wählen Sie einen anderen Ordner.</translation>
        </message>
        <message>
            <source>&amp;Open it</source>
            <translation>&amp;Öffnen</translation>
        </message>
        <message>
            <source>A folder for a new workspace</source>
            <translation>Ein Ordner für einen neuen Arbeitsbereich</translation>
        </message>
        <message>
            <source>This folder is the workspace that is open.</source>
            <translation>Dieser Ordner ist der geöffnete Arbeitsbereich.</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::DifferenceView</name>
        <message>
            <source> points</source>
            <translation> Punkte</translation>
        </message>
        <message>
            <source>Number whose difference is shown</source>
            <translation>Größe, deren Unterschied gezeigt wird</translation>
        </message>
        <message>
            <source>One of the charts of the comparison; more are added with Choose metrics…</source>
            <translation>Eines der Diagramme des Vergleichs; weitere über „Messwerte wählen…“</translation>
        </message>
        <message>
            <source>What the difference comes to</source>
            <translation>Worauf der Unterschied hinausläuft</translation>
        </message>
        <message>
            <source>step</source>
            <translation>Schritt</translation>
        </message>
        <message>
            <source>Neither run has gone on from the fork yet</source>
            <translation>Keiner der Läufe ist seit der Abzweigung weitergelaufen</translation>
        </message>
        <message>
            <source>Differen&amp;ce of</source>
            <translation>Unt&amp;erschied von</translation>
        </message>
        <message>
            <source>%1: %2 minus %3</source>
            <translation>%1: %2 minus %3</translation>
        </message>
        <message>
            <source>difference</source>
            <translation>Unterschied</translation>
        </message>
        <message>
            <source>no difference</source>
            <translation>kein Unterschied</translation>
        </message>
        <message>
            <source>Since step %1, up to which they are the same, there is no step at which both measured this.</source>
            <translation>Seit Schritt %1, bis zu dem sie gleich sind, gibt es keinen Schritt, in dem beide dies gemessen haben.</translation>
        </message>
        <message>
            <source>No difference is shown: on average %1, with a 95% interval of %2 to %3 that holds zero. %4</source>
            <translation>Kein Unterschied gezeigt: im Mittel %1, mit einem 95-%-Intervall von %2 bis %3, das die Null enthält. %4</translation>
        </message>
        <message>
            <source>Higher in %1: on average %2, with a 95% interval of %3 to %4. %5</source>
            <translation>Höher in %1: im Mittel %2, mit einem 95-%-Intervall von %3 bis %4. %5</translation>
        </message>
        <message>
            <source>Lower in %1: on average %2, with a 95% interval of %3 to %4. %5</source>
            <translation>Niedriger in %1: im Mittel %2, mit einem 95-%-Intervall von %3 bis %4. %5</translation>
        </message>
        <message numerus="yes">
            <source>It rests on what was counted at %n step(s) of both runs.</source>
            <translation>
                <numerusform>Es beruht auf dem, was in %n Schritt beider Läufe gezählt wurde.</numerusform>
                <numerusform>Es beruht auf dem, was in %n Schritten beider Läufe gezählt wurde.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>It rests on the differences of %n step(s), in blocks of %1.</source>
            <translation>
                <numerusform>Es beruht auf den Unterschieden von %n Schritt, in Blöcken zu %1.</numerusform>
                <numerusform>Es beruht auf den Unterschieden von %n Schritten, in Blöcken zu %1.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>The same in both runs at all %n step(s) after step %1.</source>
            <translation>
                <numerusform>In beiden Läufen gleich, in %n Schritt nach Schritt %1.</numerusform>
                <numerusform>In beiden Läufen gleich, in allen %n Schritten nach Schritt %1.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>On average %1 over %n step(s), which are too few for an interval: nothing is shown by it.</source>
            <translation>
                <numerusform>Im Mittel %1 über %n Schritt; für ein Intervall zu wenig: Das zeigt nichts.</numerusform>
                <numerusform>Im Mittel %1 über %n Schritte; für ein Intervall zu wenige: Das zeigt nichts.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::ForkDialog</name>
        <message>
            <source>Progress of the fork</source>
            <translation>Fortschritt des Abzweigens</translation>
        </message>
        <message>
            <source>Reading the checkpoint…</source>
            <translation>Der Checkpoint wird gelesen…</translation>
        </message>
        <message>
            <source>End the fork; nothing of it is kept</source>
            <translation>Das Abzweigen beenden; nichts davon bleibt</translation>
        </message>
        <message>
            <source>Close without a fork</source>
            <translation>Schließen, ohne abzuzweigen</translation>
        </message>
        <message>
            <source>Writing the new run…</source>
            <translation>Der neue Lauf wird geschrieben…</translation>
        </message>
        <message>
            <source>Reading the checkpoint: %1 of %2</source>
            <translation>Der Checkpoint wird gelesen: %1 von %2</translation>
        </message>
        <message>
            <source>The fork was cancelled; nothing of it was kept.</source>
            <translation>Das Abzweigen wurde abgebrochen; nichts davon ist geblieben.</translation>
        </message>
        <message>
            <source>Cancelling…</source>
            <translation>Wird abgebrochen…</translation>
        </message>
        <message>
            <source>Checkpoint</source>
            <translation>Checkpoint</translation>
        </message>
        <message>
            <source>The run is the same up to here</source>
            <translation>Bis hierher ist der Lauf derselbe</translation>
        </message>
        <message>
            <source>What is changed</source>
            <translation>Was geändert wird</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Name</translation>
        </message>
        <message>
            <source>Of the new run</source>
            <translation>Des neuen Laufs</translation>
        </message>
        <message>
            <source>Fork a run</source>
            <translation>Einen Lauf abzweigen</translation>
        </message>
        <message>
            <source>Fork %1</source>
            <translation>%1 abzweigen</translation>
        </message>
        <message>
            <source>Step %1, best so far</source>
            <translation>Schritt %1, bisher bester</translation>
        </message>
        <message>
            <source>Step %1</source>
            <translation>Schritt %1</translation>
        </message>
        <message>
            <source>Nothing</source>
            <translation>Nichts</translation>
        </message>
        <message>
            <source>A setting</source>
            <translation>Eine Einstellung</translation>
        </message>
        <message>
            <source>A veto is undone</source>
            <translation>Ein Veto wird aufgehoben</translation>
        </message>
        <message>
            <source>A task is vetoed</source>
            <translation>Eine Aufgabe erhält ein Veto</translation>
        </message>
        <message>
            <source>A rule is added</source>
            <translation>Eine Regel kommt hinzu</translation>
        </message>
        <message>
            <source>A rule is switched off</source>
            <translation>Eine Regel wird abgeschaltet</translation>
        </message>
        <message>
            <source>preset and number, as for any run</source>
            <translation>Vorgabe und Nummer wie bei jedem Lauf</translation>
        </message>
        <message>
            <source>Chec&amp;kpoint</source>
            <translation>Chec&amp;kpoint</translation>
        </message>
        <message>
            <source>&amp;Change</source>
            <translation>&amp;Änderung</translation>
        </message>
        <message>
            <source>&amp;Name</source>
            <translation>&amp;Name</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <source>&amp;Fork</source>
            <translation>Ab&amp;zweigen</translation>
        </message>
        <message>
            <source>Fork</source>
            <translation>Abzweigen</translation>
        </message>
        <message>
            <source>Make the new run; it is trained when you continue it</source>
            <translation>Den neuen Lauf anlegen; er trainiert, wenn er fortgesetzt wird</translation>
        </message>
        <message>
            <source>Setting</source>
            <translation>Einstellung</translation>
        </message>
        <message>
            <source>Those that may change while a run trains</source>
            <translation>Die sich ändern dürfen, während ein Lauf trainiert</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>Wert</translation>
        </message>
        <message>
            <source>It holds for the rest of the fork</source>
            <translation>Er gilt für den Rest des neuen Laufs</translation>
        </message>
        <message>
            <source>&amp;Setting</source>
            <translation>&amp;Einstellung</translation>
        </message>
        <message>
            <source>&amp;Value</source>
            <translation>&amp;Wert</translation>
        </message>
        <message>
            <source>Vetoed task</source>
            <translation>Aufgabe mit Veto</translation>
        </message>
        <message>
            <source>It was not vetoed, or is put back</source>
            <translation>Sie erhielt kein Veto oder kommt zurück</translation>
        </message>
        <message>
            <source>&amp;Task</source>
            <translation>Au&amp;fgabe</translation>
        </message>
        <message>
            <source>Task number</source>
            <translation>Nummer der Aufgabe</translation>
        </message>
        <message>
            <source>Of a task that is in a buffer at the checkpoint</source>
            <translation>Einer Aufgabe, die beim Checkpoint in einem Puffer ist</translation>
        </message>
        <message>
            <source>Condition</source>
            <translation>Bedingung</translation>
        </message>
        <message>
            <source>As in Rules: clauses joined by and</source>
            <translation>Wie bei den Regeln: Klauseln, mit and verbunden</translation>
        </message>
        <message>
            <source>What it does</source>
            <translation>Was sie tut</translation>
        </message>
        <message>
            <source>To tasks that meet the condition</source>
            <translation>Mit Aufgaben, die die Bedingung erfüllen</translation>
        </message>
        <message>
            <source>Tag</source>
            <translation>Schlagwort</translation>
        </message>
        <message>
            <source>That it gives</source>
            <translation>Das sie vergibt</translation>
        </message>
        <message>
            <source>C&amp;ondition</source>
            <translation>&amp;Bedingung</translation>
        </message>
        <message>
            <source>&amp;Does</source>
            <translation>&amp;Tut</translation>
        </message>
        <message>
            <source>Ta&amp;g</source>
            <translation>Schla&amp;gwort</translation>
        </message>
        <message>
            <source>Rule</source>
            <translation>Regel</translation>
        </message>
        <message>
            <source>Of those that are in force</source>
            <translation>Von denen, die in Kraft sind</translation>
        </message>
        <message>
            <source>&amp;Rule</source>
            <translation>&amp;Regel</translation>
        </message>
        <message>
            <source>Without a change the fork is the same run, bit for bit.</source>
            <translation>Ohne Änderung ist der neue Lauf derselbe, Bit für Bit.</translation>
        </message>
        <message>
            <source>Nobody vetoed a task of this run.</source>
            <translation>Keine Aufgabe dieses Laufs erhielt ein Veto.</translation>
        </message>
        <message>
            <source>This run has no rule that is switched on.</source>
            <translation>Dieser Lauf hat keine eingeschaltete Regel.</translation>
        </message>
        <message>
            <source>This run has no checkpoint yet. Let it train until its first one.</source>
            <translation>Dieser Lauf hat noch keinen Checkpoint. Er muss bis zu seinem ersten trainieren.</translation>
        </message>
        <message>
            <source>Run %1 begins where run %2 stood after step %3. Continue it to train it.</source>
            <translation>Lauf %1 beginnt, wo Lauf %2 nach Schritt %3 stand. Fortsetzen trainiert ihn.</translation>
        </message>
        <message>
            <source>The checkpoint of step %1 was removed meanwhile; the newest one is chosen.</source>
            <translation>Der Checkpoint von Schritt %1 wurde inzwischen gelöscht; der neueste ist gewählt.</translation>
        </message>
        <message>
            <source>With one change alone the difference is its doing</source>
            <translation>Bei nur einer Änderung kommt der Unterschied von ihr</translation>
        </message>
        <message>
            <source>A new run begins from a checkpoint of this one, with one thing changed, or several. Both draw the same randomness, so that Compare runs shows what the changes do. This run stays as it is.</source>
            <translation>Ein neuer Lauf beginnt bei einem Checkpoint von diesem, mit einer Änderung oder mehreren. Beide ziehen denselben Zufall, sodass „Läufe vergleichen“ zeigt, was die Änderungen bewirken. Dieser Lauf bleibt, wie er ist.</translation>
        </message>
        <message>
            <source>Changes of the fork</source>
            <translation>Änderungen der Abzweigung</translation>
        </message>
        <message>
            <source>They are made together, in this order</source>
            <translation>Sie gelten zusammen, in dieser Reihenfolge</translation>
        </message>
        <message>
            <source>Re&amp;move</source>
            <translation>&amp;Löschen</translation>
        </message>
        <message>
            <source>Remove the change</source>
            <translation>Änderung löschen</translation>
        </message>
        <message>
            <source>Take the chosen change off the list</source>
            <translation>Die gewählte Änderung von der Liste nehmen</translation>
        </message>
        <message>
            <source>&amp;Add another change</source>
            <translation>Weitere Änder&amp;ung</translation>
        </message>
        <message>
            <source>Add another change</source>
            <translation>Weitere Änderung</translation>
        </message>
        <message>
            <source>Put this one on the list and choose one more</source>
            <translation>Diese auf die Liste setzen und noch eine wählen</translation>
        </message>
        <message>
            <source>So far</source>
            <translation>Bisher</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::Sidebar</name>
        <message>
            <source>AZR Studio</source>
            <translation>AZR Studio</translation>
        </message>
        <message>
            <source>Pages</source>
            <translation>Seiten</translation>
        </message>
        <message>
            <source>Pages; Ctrl+1 to Ctrl+%1</source>
            <translation>Seiten; Strg+1 bis Strg+%1</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::TakeOverBar</name>
        <message>
            <source>The workspace can be taken over</source>
            <translation>Der Arbeitsbereich kann übernommen werden</translation>
        </message>
        <message>
            <source>Train in this &amp;window</source>
            <translation>In diesem &amp;Fenster trainieren</translation>
        </message>
        <message>
            <source>Train in this window</source>
            <translation>In diesem Fenster trainieren</translation>
        </message>
        <message>
            <source>Take the workspace over: start, continue and change runs here</source>
            <translation>Den Arbeitsbereich übernehmen: Läufe hier starten, fortsetzen und ändern</translation>
        </message>
        <message>
            <source>The program that trained in this workspace has ended. This window may take it over.</source>
            <translation>Das Programm, das in diesem Arbeitsbereich trainierte, ist beendet. Dieses Fenster kann ihn übernehmen.</translation>
        </message>
        <message>
            <source>This workspace can be written again. This window may take it over.</source>
            <translation>In diesen Arbeitsbereich kann wieder geschrieben werden. Dieses Fenster kann ihn übernehmen.</translation>
        </message>
        <message>
            <source>Runs can be started and continued in this window now</source>
            <translation>In diesem Fenster können jetzt Läufe gestartet und fortgesetzt werden</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::SeedSources</name>
        <message>
            <source>From a task</source>
            <translation>Aus einer Aufgabe</translation>
        </message>
        <message>
            <source>Take it</source>
            <translation>Übernehmen</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <source>“%1” is no number of a task.</source>
            <translation>„%1“ ist keine Nummer einer Aufgabe.</translation>
        </message>
        <message>
            <source>From task %1. Check runs the program in the sandbox.</source>
            <translation>Aus Aufgabe %1. „Prüfen“ führt das Programm in der Sandbox aus.</translation>
        </message>
        <message>
            <source>Read seeds</source>
            <translation>Startaufgaben lesen</translation>
        </message>
        <message>
            <source>JSON lines (*.jsonl);;All files (*)</source>
            <translation>JSON-Zeilen (*.jsonl);;Alle Dateien (*)</translation>
        </message>
        <message>
            <source>&amp;Number of the task in the shown run; 2:12 is task #12 of run 2</source>
            <translation>&amp;Nummer der Aufgabe im gezeigten Lauf; 2:12 ist Aufgabe #12 von Lauf 2</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::SeedDrafts</name>
        <message>
            <source>&amp;Drop</source>
            <translation>&amp;Verwerfen</translation>
        </message>
        <message>
            <source>Drafts</source>
            <translation>Entwürfe</translation>
        </message>
        <message>
            <source>Drop this draft</source>
            <translation>Diesen Entwurf verwerfen</translation>
        </message>
        <message>
            <source>Take the chosen draft off the list</source>
            <translation>Den gewählten Entwurf aus der Liste nehmen</translation>
        </message>
        <message>
            <source>empty</source>
            <translation>leer</translation>
        </message>
    </context>
    <context>
        <name>SeedWords</name>
        <message>
            <source>Valid. Output under both hash seeds: %1</source>
            <translation>Gültig. Ausgabe unter beiden Hash-Startwerten: %1</translation>
        </message>
        <message>
            <source>Valid. Output: %1</source>
            <translation>Gültig. Ausgabe: %1</translation>
        </message>
        <message>
            <source>▲ The file says %1; the program gives %2, which is what counts.</source>
            <translation>▲ Die Datei sagt %1; das Programm ergibt %2, und das zählt.</translation>
        </message>
        <message>
            <source>Input %1: under one hash seed it gives %2, under the other %3.</source>
            <translation>Eingabe %1: Unter dem einen Hash-Startwert ergibt sie %2, unter dem anderen %3.</translation>
        </message>
        <message>
            <source>The model was not asked: %1</source>
            <translation>Das Modell wurde nicht gefragt: %1</translation>
        </message>
        <message>
            <source>The model cannot be asked: %1</source>
            <translation>Das Modell kann nicht gefragt werden: %1</translation>
        </message>
        <message>
            <source>The model solves it in %1 of %2 tries:</source>
            <translation>Das Modell löst sie in %1 von %2 Versuchen:</translation>
        </message>
        <message numerus="yes">
            <source>%Ln task(s) read.</source>
            <translation>
                <numerusform>%Ln Aufgabe gelesen.</numerusform>
                <numerusform>%Ln Aufgaben gelesen.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>▲ %Ln line(s) were left out:</source>
            <translation>
                <numerusform>▲ %Ln Zeile wurde ausgelassen:</numerusform>
                <numerusform>▲ %Ln Zeilen wurden ausgelassen:</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>and %Ln more</source>
            <translation>
                <numerusform>und %Ln weitere</numerusform>
                <numerusform>und %Ln weitere</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::ReviewStrip</name>
        <message>
            <source>Review</source>
            <translation>Durchsicht</translation>
        </message>
        <message>
            <source>Tasks that wait</source>
            <translation>Aufgaben, die warten</translation>
        </message>
        <message>
            <source>&amp;Next waiting</source>
            <translation>Nä&amp;chste wartende</translation>
        </message>
        <message>
            <source>&amp;Admit</source>
            <translation>&amp;Zulassen</translation>
        </message>
        <message numerus="yes">
            <source>%Ln task(s) wait(s) for you.</source>
            <translation>
                <numerusform>%Ln Aufgabe wartet auf Sie.</numerusform>
                <numerusform>%Ln Aufgaben warten auf Sie.</numerusform>
            </translation>
        </message>
        <message>
            <source>Without you, step %1 admits the oldest.</source>
            <translation>Ohne Sie lässt Schritt %1 die älteste zu.</translation>
        </message>
        <message>
            <source>Without you, step %1 vetoes the oldest.</source>
            <translation>Ohne Sie verwirft Schritt %1 die älteste.</translation>
        </message>
        <message>
            <source>Veto…</source>
            <translation>V&amp;eto …</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::ClusterTable</name>
        <message>
            <source>Th&amp;in this cluster…</source>
            <translation>Diese Gruppe a&amp;usdünnen …</translation>
        </message>
        <message>
            <source>&amp;Open its first task</source>
            <translation>Ihre &amp;erste Aufgabe öffnen</translation>
        </message>
        <message>
            <source>Clusters of near-duplicates</source>
            <translation>Gruppen von Beinahe-Dubletten</translation>
        </message>
        <message>
            <source>Tasks</source>
            <translation>Aufgaben</translation>
        </message>
        <message>
            <source>In buffers</source>
            <translation>In Puffern</translation>
        </message>
        <message>
            <source>Solved</source>
            <translation>Gelöst</translation>
        </message>
        <message>
            <source>Steps</source>
            <translation>Schritte</translation>
        </message>
        <message>
            <source>First program</source>
            <translation>Erstes Programm</translation>
        </message>
        <message>
            <source>Examples of the cluster</source>
            <translation>Beispiele der Gruppe</translation>
        </message>
        <message>
            <source>Thin this cluster</source>
            <translation>Diese Gruppe ausdünnen</translation>
        </message>
        <message>
            <source>Open its first task</source>
            <translation>Ihre erste Aufgabe öffnen</translation>
        </message>
        <message>
            <source>The oldest task of the cluster, in the table of tasks</source>
            <translation>Die älteste Aufgabe der Gruppe, in der Tabelle der Aufgaben</translation>
        </message>
        <message>
            <source>%1 to %2</source>
            <translation>%1 bis %2</translation>
        </message>
        <message>
            <source>Clusters appear here once three tasks are near-duplicates of one another.</source>
            <translation>Gruppen erscheinen hier, sobald drei Aufgaben einander beinahe gleichen.</translation>
        </message>
        <message>
            <source>Near-duplicates of one program: the same but for names and values, or, of a short one, two tokens apart. The %1 largest of %2 groups; a cluster can be thinned while its run trains.</source>
            <translation>Beinahe-Dubletten eines Programms: gleich bis auf Namen und Werte oder, bei einem kurzen, zwei Tokens verschieden. Die %1 größten von %2 Gruppen; eine Gruppe lässt sich ausdünnen, während ihr Lauf trainiert.</translation>
        </message>
        <message>
            <source>A rule takes its tasks out of the buffers, all but the first, and keeps new ones out. It is tried on the history first; Undo takes it back.</source>
            <translation>Eine Regel nimmt ihre Aufgaben bis auf die erste aus den Puffern und hält neue fern. Sie wird erst am Verlauf erprobt; Rückgängig nimmt sie zurück.</translation>
        </message>
        <message>
            <source>Shows what a rule would do; it is put in force while the run trains</source>
            <translation>Zeigt, was eine Regel täte; in Kraft tritt sie, während der Lauf trainiert</translation>
        </message>
        <message>
            <source>Thin the cluster of #%1</source>
            <translation>Gruppe von #%1 ausdünnen</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::DiversityPage</name>
        <message>
            <source>Early warning</source>
            <translation>Frühwarnung</translation>
        </message>
        <message>
            <source>Steps read</source>
            <translation>Gelesene Schritte</translation>
        </message>
        <message>
            <source>Diversity</source>
            <translation>Vielfalt</translation>
        </message>
        <message>
            <source>Over ti&amp;me</source>
            <translation>Im &amp;Verlauf</translation>
        </message>
        <message>
            <source>&amp;Clusters</source>
            <translation>&amp;Gruppen</translation>
        </message>
        <message>
            <source>Ma&amp;p</source>
            <translation>&amp;Karte</translation>
        </message>
        <message>
            <source>Figures over time</source>
            <translation>Zahlen im Verlauf</translation>
        </message>
        <message>
            <source>Appears with the first step</source>
            <translation>Erscheint mit dem ersten Schritt</translation>
        </message>
        <message>
            <source>step</source>
            <translation>Schritt</translation>
        </message>
        <message>
            <source>Reading the run…</source>
            <translation>Der Lauf wird gelesen …</translation>
        </message>
        <message>
            <source>The tasks of the run are read…</source>
            <translation>Die Aufgaben des Laufs werden gelesen …</translation>
        </message>
        <message>
            <source>Not measured in this run</source>
            <translation>In diesem Lauf nicht gemessen</translation>
        </message>
        <message>
            <source>step %1 of %2</source>
            <translation>Schritt %1 von %2</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::TaskMap</name>
        <message>
            <source>Complexity from</source>
            <translation>Komplexität von</translation>
        </message>
        <message>
            <source>Complexity to</source>
            <translation>Komplexität bis</translation>
        </message>
        <message>
            <source>Solved from</source>
            <translation>Gelöst von</translation>
        </message>
        <message>
            <source>Solved to</source>
            <translation>Gelöst bis</translation>
        </message>
        <message>
            <source>Show these tas&amp;ks</source>
            <translation>Diese Aufgaben &amp;zeigen</translation>
        </message>
        <message>
            <source>Map of tasks: solve rate against complexity</source>
            <translation>Karte der Aufgaben: Lösungsrate über der Komplexität</translation>
        </message>
        <message>
            <source>Each dot is a task that solvers tried. Arrow keys move the brush, with Shift its corner, Enter shows its tasks.</source>
            <translation>Jeder Punkt ist eine Aufgabe, an der sich Löser versuchten. Pfeiltasten bewegen die Auswahl, mit Umschalt ihre Ecke, Eingabe zeigt ihre Aufgaben.</translation>
        </message>
        <message>
            <source>Each dot is a valid task that solvers tried, drawn a little beside its place where many have the same. Drag to choose some of them.</source>
            <translation>Jeder Punkt ist eine gültige Aufgabe, an der sich Löser versuchten, ein wenig neben seinem Platz gezeichnet, wo viele denselben haben. Ziehen wählt einige davon aus.</translation>
        </message>
        <message>
            <source>cognitive complexity</source>
            <translation>kognitive Komplexität</translation>
        </message>
        <message>
            <source>solve rate</source>
            <translation>Lösungsrate</translation>
        </message>
        <message>
            <source>Tasks appear here once solvers tried them.</source>
            <translation>Aufgaben erscheinen hier, sobald sich Löser an ihnen versuchten.</translation>
        </message>
        <message>
            <source>Show these tasks</source>
            <translation>Diese Aufgaben zeigen</translation>
        </message>
        <message>
            <source>Opens the table of tasks with these ranges</source>
            <translation>Öffnet die Tabelle der Aufgaben mit diesen Bereichen</translation>
        </message>
        <message>
            <source>Complexity</source>
            <translation>Komplexität</translation>
        </message>
        <message>
            <source>Solved</source>
            <translation>Gelöst</translation>
        </message>
        <message>
            <source>%1 of %2 tasks</source>
            <translation>%1 von %2 Aufgaben</translation>
        </message>
        <message>
            <source>Tasks on the map: %1</source>
            <translation>Aufgaben auf der Karte: %1</translation>
        </message>
    </context>
    <context>
        <name>diversity</name>
        <message>
            <source>none</source>
            <translation>keine</translation>
        </message>
        <message>
            <source>other</source>
            <translation>andere</translation>
        </message>
        <message>
            <source>all others</source>
            <translation>alle anderen</translation>
        </message>
        <message>
            <source>Effective lineages</source>
            <translation>Wirksame Abstammungslinien</translation>
        </message>
        <message>
            <source>How many seeds the tasks descend from that entered a buffer in the last 5 steps: exp of the entropy of the seeds' shares. A task with several references belongs to each in equal parts.</source>
            <translation>Von wie vielen Saataufgaben die Aufgaben abstammen, die in den letzten 5 Schritten in einen Puffer kamen: exp der Entropie ihrer Anteile. Eine Aufgabe mit mehreren Referenzen gehört jeder zu gleichen Teilen an.</translation>
        </message>
        <message>
            <source>lineages</source>
            <translation>Linien</translation>
        </message>
        <message>
            <source>Largest lineage</source>
            <translation>Größte Linie</translation>
        </message>
        <message>
            <source>Share of the seed that most of these tasks descend from.</source>
            <translation>Anteil der Saataufgabe, von der die meisten dieser Aufgaben abstammen.</translation>
        </message>
        <message>
            <source>largest</source>
            <translation>größte</translation>
        </message>
        <message>
            <source>Outlines per task</source>
            <translation>Umrisse je Aufgabe</translation>
        </message>
        <message>
            <source>Effective number of programs of the last 5 steps that differ in more than names and values, per valid proposal. 1: all differ. It falls first when proposals narrow.</source>
            <translation>Wirksame Zahl der Programme der letzten 5 Schritte, die sich in mehr als Namen und Werten unterscheiden, je gültigem Vorschlag. 1: Alle sind verschieden. Sie fällt zuerst, wenn Vorschläge sich verengen.</translation>
        </message>
        <message>
            <source>outlines per task</source>
            <translation>Umrisse je Aufgabe</translation>
        </message>
        <message>
            <source>Near-duplicates</source>
            <translation>Beinahe-Dubletten</translation>
        </message>
        <message>
            <source>Share of the step's valid proposals whose syntax tree is that of a recent task of their kind, or nearly: what the guard watches.</source>
            <translation>Anteil der gültigen Vorschläge des Schritts, deren Syntaxbaum der einer jüngeren Aufgabe ihrer Art ist, oder beinahe: was der Wächter beobachtet.</translation>
        </message>
        <message>
            <source>near-duplicates</source>
            <translation>Beinahe-Dubletten</translation>
        </message>
        <message>
            <source>mean</source>
            <translation>Mittel</translation>
        </message>
        <message>
            <source>Cognitive complexity</source>
            <translation>Kognitive Komplexität</translation>
        </message>
        <message>
            <source>Mean of the step's valid proposals.</source>
            <translation>Mittel der gültigen Vorschläge des Schritts.</translation>
        </message>
        <message>
            <source>Halstead</source>
            <translation>Halstead</translation>
        </message>
        <message>
            <source>Effort, cyclomatic complexity and volume as one share, 0 to 1.</source>
            <translation>Aufwand, zyklomatische Komplexität und Volumen als ein Anteil, 0 bis 1.</translation>
        </message>
        <message>
            <source>Distance to the references</source>
            <translation>Abstand zu den Referenzen</translation>
        </message>
        <message>
            <source>Edit distance of the syntax trees, as a share of the longer one; of those references that are still in a buffer. 0: a copy.</source>
            <translation>Editierabstand der Syntaxbäume als Anteil am längeren; von den Referenzen, die noch in einem Puffer sind. 0: eine Kopie.</translation>
        </message>
        <message>
            <source>Degenerate composites</source>
            <translation>Entartete zusammengesetzte</translation>
        </message>
        <message>
            <source>Share of the valid composite tasks that give what one of their given functions gives, on their own input and on fresh ones.</source>
            <translation>Anteil der gültigen zusammengesetzten Aufgaben, die dasselbe ergeben wie eine ihrer gegebenen Funktionen, für die eigene Eingabe und für frische.</translation>
        </message>
        <message>
            <source>degenerate</source>
            <translation>entartet</translation>
        </message>
        <message>
            <source>Length of answers</source>
            <translation>Länge der Antworten</translation>
        </message>
        <message>
            <source>Mean tokens of attempts, by what became of them.</source>
            <translation>Mittlere Tokens der Versuche, nach ihrem Ausgang.</translation>
        </message>
        <message>
            <source>solved</source>
            <translation>gelöst</translation>
        </message>
        <message>
            <source>wrong</source>
            <translation>falsch</translation>
        </message>
        <message>
            <source>not readable</source>
            <translation>nicht lesbar</translation>
        </message>
        <message>
            <source>Length of proposals</source>
            <translation>Länge der Vorschläge</translation>
        </message>
        <message>
            <source>Mean tokens of proposals, by what became of them.</source>
            <translation>Mittlere Tokens der Vorschläge, nach ihrem Ausgang.</translation>
        </message>
        <message>
            <source>valid</source>
            <translation>gültig</translation>
        </message>
        <message>
            <source>not valid</source>
            <translation>nicht gültig</translation>
        </message>
        <message>
            <source>Types of inputs</source>
            <translation>Typen der Eingaben</translation>
        </message>
        <message>
            <source>Of the arguments as they are written, of valid proposals that bring a program (not induction).</source>
            <translation>Der Argumente, wie sie geschrieben sind, von gültigen Vorschlägen, die ein Programm mitbringen (nicht Induktion).</translation>
        </message>
        <message>
            <source>Types of outputs</source>
            <translation>Typen der Ausgaben</translation>
        </message>
        <message>
            <source>As Python names them, of the same proposals.</source>
            <translation>Wie Python sie nennt, von denselben Vorschlägen.</translation>
        </message>
        <message>
            <source>%1 outlines per task in the last 5 steps, %2 before</source>
            <translation>%1 Umrisse je Aufgabe in den letzten 5 Schritten, vorher %2</translation>
        </message>
        <message>
            <source>%1 near-duplicates in the last 5 steps, %2 before</source>
            <translation>%1 Beinahe-Dubletten in den letzten 5 Schritten, vorher %2</translation>
        </message>
        <message>
            <source>%1 effective lineages in the last 5 steps, %2 before</source>
            <translation>%1 wirksame Linien in den letzten 5 Schritten, vorher %2</translation>
        </message>
        <message>
            <source>The proposals narrow: %1</source>
            <translation>Die Vorschläge verengen sich: %1</translation>
        </message>
        <message>
            <source>How varied the proposals are is told from the first step on.</source>
            <translation>Wie vielfältig die Vorschläge sind, steht hier ab dem ersten Schritt.</translation>
        </message>
        <message>
            <source>▲ The proposals narrow since step %1: %2.</source>
            <translation>▲ Die Vorschläge verengen sich seit Schritt %1: %2.</translation>
        </message>
        <message>
            <source>Too early to tell whether the proposals narrow: that takes 10 steps.</source>
            <translation>Ob die Vorschläge sich verengen, lässt sich erst nach 10 Schritten sagen.</translation>
        </message>
        <message>
            <source>Nothing says that the proposals narrow.</source>
            <translation>Nichts deutet darauf hin, dass die Vorschläge sich verengen.</translation>
        </message>
    </context>
    <context>
        <name>StepTexts</name>
        <message>
            <source>Commands and settings at its start</source>
            <translation>Befehle und Einstellungen zu Beginn</translation>
        </message>
        <message>
            <source>Commands before the update</source>
            <translation>Befehle vor der Aktualisierung</translation>
        </message>
        <message>
            <source>holds from this step on</source>
            <translation>gilt ab diesem Schritt</translation>
        </message>
        <message>
            <source>applied</source>
            <translation>ausgeführt</translation>
        </message>
        <message>
            <source>refused</source>
            <translation>abgelehnt</translation>
        </message>
        <message>
            <source>Proposals</source>
            <translation>Vorschläge</translation>
        </message>
        <message>
            <source>near-duplicate</source>
            <translation>Beinahe-Dublette</translation>
        </message>
        <message>
            <source>coin flip</source>
            <translation>Münzwurf</translation>
        </message>
        <message>
            <source>reward %1</source>
            <translation>Belohnung %1</translation>
        </message>
        <message>
            <source>advantage %1</source>
            <translation>Vorteil %1</translation>
        </message>
        <message>
            <source>%1 of %2 solved</source>
            <translation>%1 von %2 gelöst</translation>
        </message>
        <message>
            <source>mean reward %1</source>
            <translation>mittlere Belohnung %1</translation>
        </message>
        <message>
            <source>mean advantage %1</source>
            <translation>mittlerer Vorteil %1</translation>
        </message>
        <message>
            <source>Into and out of the buffers</source>
            <translation>In die Puffer und aus ihnen</translation>
        </message>
        <message numerus="yes">
            <source>%n task(s) in it then</source>
            <translation>
                <numerusform>danach %n Aufgabe darin</numerusform>
                <numerusform>danach %n Aufgaben darin</numerusform>
            </translation>
        </message>
        <message>
            <source>Rewards, by stream</source>
            <translation>Belohnungen, nach Strom</translation>
        </message>
        <message>
            <source>mean %1</source>
            <translation>Mittel %1</translation>
        </message>
        <message>
            <source>deviation %1</source>
            <translation>Streuung %1</translation>
        </message>
        <message numerus="yes">
            <source>%n sample(s)</source>
            <translation>
                <numerusform>%n Probe</numerusform>
                <numerusform>%n Proben</numerusform>
            </translation>
        </message>
        <message>
            <source>Afterwards</source>
            <translation>Danach</translation>
        </message>
        <message>
            <source>greedy</source>
            <translation>gierig</translation>
        </message>
        <message>
            <source>sampled</source>
            <translation>gezogen</translation>
        </message>
        <message>
            <source>Checkpoint</source>
            <translation>Sicherungspunkt</translation>
        </message>
        <message>
            <source>removed since</source>
            <translation>inzwischen entfernt</translation>
        </message>
        <message>
            <source>the best one</source>
            <translation>der beste</translation>
        </message>
        <message>
            <source>finished</source>
            <translation>beendet</translation>
        </message>
        <message>
            <source>under way</source>
            <translation>im Gange</translation>
        </message>
        <message>
            <source>Estimates of the solve rate</source>
            <translation>Schätzungen der Lösungsrate</translation>
        </message>
        <message>
            <source>What the solver trained on</source>
            <translation>Woran der Löser trainierte</translation>
        </message>
        <message>
            <source>The update</source>
            <translation>Die Aktualisierung</translation>
        </message>
        <message>
            <source>Seconds</source>
            <translation>Sekunden</translation>
        </message>
        <message>
            <source>before the first step</source>
            <translation>vor dem ersten Schritt</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::CommandPalette</name>
        <message>
            <source>Command palette</source>
            <translation>Befehlspalette</translation>
        </message>
        <message>
            <source>Type some letters of a command, page, run, setting or workspace, or the number of a task</source>
            <translation>Einige Buchstaben von Befehl, Seite, Lauf, Einstellung oder Arbeitsbereich, oder die Nummer einer Aufgabe</translation>
        </message>
        <message>
            <source>What to do</source>
            <translation>Was zu tun ist</translation>
        </message>
        <message>
            <source>Up and down choose, Enter does it, Escape closes</source>
            <translation>Auf und ab wählen, Eingabe führt aus, Escape schließt</translation>
        </message>
        <message>
            <source>What fits</source>
            <translation>Was passt</translation>
        </message>
        <message>
            <source>Nothing fits.</source>
            <translation>Nichts passt.</translation>
        </message>
        <message>
            <source>Enter: %1</source>
            <translation>Eingabe: %1</translation>
        </message>
        <message>
            <source>Not now: %1</source>
            <translation>Jetzt nicht: %1</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::Finding</name>
        <message>
            <source>there is nothing here that it could be done to</source>
            <translation>hier ist nichts, womit es getan werden könnte</translation>
        </message>
        <message>
            <source>Open the workspace %1</source>
            <translation>Den Arbeitsbereich %1 öffnen</translation>
        </message>
        <message>
            <source>Recent workspace</source>
            <translation>Zuletzt geöffnet</translation>
        </message>
        <message>
            <source>No longer there</source>
            <translation>Nicht mehr da</translation>
        </message>
        <message>
            <source>Show run %1</source>
            <translation>Lauf %1 zeigen</translation>
        </message>
        <message>
            <source>Run</source>
            <translation>Lauf</translation>
        </message>
        <message>
            <source>Setting</source>
            <translation>Einstellung</translation>
        </message>
        <message>
            <source>this setting cannot change while a run trains</source>
            <translation>diese Einstellung kann sich nicht ändern, während ein Lauf trainiert</translation>
        </message>
        <message>
            <source>Show task #%1</source>
            <translation>Aufgabe #%1 zeigen</translation>
        </message>
        <message>
            <source>Task of the shown run</source>
            <translation>Aufgabe des gezeigten Laufs</translation>
        </message>
        <message>
            <source>The shown run has no task #%1.</source>
            <translation>Der gezeigte Lauf hat keine Aufgabe #%1.</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::RecentWorkspacesMenu</name>
        <message>
            <source>&amp;Recent workspaces</source>
            <translation>&amp;Zuletzt geöffnete Arbeitsbereiche</translation>
        </message>
        <message>
            <source>%1 (no longer there)</source>
            <translation>%1 (nicht mehr da)</translation>
        </message>
        <message>
            <source>No other workspace was opened yet</source>
            <translation>Noch wurde kein anderer Arbeitsbereich geöffnet</translation>
        </message>
        <message>
            <source>&amp;Forget all of them</source>
            <translation>&amp;Alle vergessen</translation>
        </message>
        <message>
            <source>Recent workspaces</source>
            <translation>Zuletzt geöffnete Arbeitsbereiche</translation>
        </message>
        <message>
            <source>There is no workspace in %1 any more.</source>
            <translation>In %1 ist kein Arbeitsbereich mehr.</translation>
        </message>
        <message>
            <source>It may be on a drive that is not connected.</source>
            <translation>Vielleicht liegt er auf einem Laufwerk, das nicht verbunden ist.</translation>
        </message>
        <message>
            <source>&amp;Remove it from the list</source>
            <translation>Aus der Liste &amp;entfernen</translation>
        </message>
        <message>
            <source>&amp;Keep it</source>
            <translation>&amp;Behalten</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::ShortcutsDialog</name>
        <message>
            <source>Keyboard shortcuts</source>
            <translation>Tastenkürzel</translation>
        </message>
        <message>
            <source>Search keys and commands…</source>
            <translation>Tasten und Befehle suchen…</translation>
        </message>
        <message>
            <source>Search shortcuts</source>
            <translation>Tastenkürzel suchen</translation>
        </message>
        <message>
            <source>Finds commands, what they do, and keys</source>
            <translation>Findet Befehle, was sie tun, und Tasten</translation>
        </message>
        <message>
            <source>Command</source>
            <translation>Befehl</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>Tasten</translation>
        </message>
        <message>
            <source>What it does</source>
            <translation>Was er tut</translation>
        </message>
        <message>
            <source>Shortcuts by menu and page</source>
            <translation>Tastenkürzel nach Menü und Seite</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <source>Charts</source>
            <translation>Diagramme</translation>
        </message>
        <message>
            <source>Zoom</source>
            <translation>Vergrößern</translation>
        </message>
        <message>
            <source>Ctrl+wheel, +, −</source>
            <translation>Strg+Mausrad, +, −</translation>
        </message>
        <message>
            <source>At the pointer; after a click into the chart the wheel alone will do</source>
            <translation>Am Mauszeiger; nach einem Klick ins Diagramm genügt das Mausrad</translation>
        </message>
        <message>
            <source>Zoom to a range</source>
            <translation>Einen Bereich vergrößern</translation>
        </message>
        <message>
            <source>Drag</source>
            <translation>Ziehen</translation>
        </message>
        <message>
            <source>Shows what lies between both ends</source>
            <translation>Zeigt, was zwischen beiden Enden liegt</translation>
        </message>
        <message>
            <source>Show the whole range</source>
            <translation>Ganzen Bereich zeigen</translation>
        </message>
        <message>
            <source>Double click, 0, Home</source>
            <translation>Doppelklick, 0, Pos1</translation>
        </message>
        <message>
            <source>Takes the zoom back</source>
            <translation>Nimmt die Vergrößerung zurück</translation>
        </message>
        <message>
            <source>Move along</source>
            <translation>Verschieben</translation>
        </message>
        <message>
            <source>Shift+drag, Shift+arrow</source>
            <translation>Umschalt+Ziehen, +Pfeil</translation>
        </message>
        <message>
            <source>Of a zoomed chart, also with the middle button</source>
            <translation>Im vergrößerten Diagramm, auch mit der mittleren Taste</translation>
        </message>
        <message>
            <source>Read values</source>
            <translation>Werte ablesen</translation>
        </message>
        <message>
            <source>Pointer, ←, →</source>
            <translation>Mauszeiger, ←, →</translation>
        </message>
        <message>
            <source>A table of the values at the crosshair</source>
            <translation>Eine Tabelle der Werte am Fadenkreuz</translation>
        </message>
        <message>
            <source>Point at a curve</source>
            <translation>Auf eine Kurve zeigen</translation>
        </message>
        <message>
            <source>Pointer, ↑, ↓</source>
            <translation>Mauszeiger, ↑, ↓</translation>
        </message>
        <message>
            <source>Shows its interval where there are many curves</source>
            <translation>Zeigt bei vielen Kurven ihr Intervall</translation>
        </message>
        <message>
            <source>Tasks of a step</source>
            <translation>Aufgaben eines Schritts</translation>
        </message>
        <message>
            <source>Click, Enter</source>
            <translation>Klick, Eingabe</translation>
        </message>
        <message>
            <source>Of the point under the pointer or the crosshair</source>
            <translation>Des Punkts unter dem Mauszeiger oder Fadenkreuz</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::StepDialog</name>
        <message>
            <source>Step &amp;before</source>
            <translation>Schritt &amp;davor</translation>
        </message>
        <message>
            <source>Step &amp;after</source>
            <translation>Schritt da&amp;nach</translation>
        </message>
        <message>
            <source>&amp;Open the task</source>
            <translation>Die Aufgabe &amp;öffnen</translation>
        </message>
        <message>
            <source>The step</source>
            <translation>Der Schritt</translation>
        </message>
        <message>
            <source>What</source>
            <translation>Was</translation>
        </message>
        <message>
            <source>Outcome</source>
            <translation>Ergebnis</translation>
        </message>
        <message>
            <source>Figures</source>
            <translation>Zahlen</translation>
        </message>
        <message>
            <source>What the step did, in order</source>
            <translation>Was der Schritt tat, der Reihe nach</translation>
        </message>
        <message>
            <source>&amp;Close</source>
            <translation>&amp;Schließen</translation>
        </message>
        <message>
            <source>Seeding, as the loop saw it</source>
            <translation>Die Saat, wie die Schleife sie sah</translation>
        </message>
        <message>
            <source>Step %1, as the loop saw it</source>
            <translation>Schritt %1, wie ihn die Schleife sah</translation>
        </message>
        <message>
            <source>The run has no such step yet.</source>
            <translation>Diesen Schritt hat der Lauf noch nicht.</translation>
        </message>
        <message>
            <source>%1 (%2)</source>
            <translation>%1 (%2)</translation>
        </message>
        <message>
            <source>… and %1 more</source>
            <translation>… und %1 weitere</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::WorkspaceStatus</name>
        <message>
            <source>The workspace: a folder that holds everything</source>
            <translation>Der Arbeitsbereich: ein Ordner, der alles enthält</translation>
        </message>
        <message>
            <source>▲ Read-only: this folder cannot be written</source>
            <translation>▲ Nur lesen: In diesen Ordner kann nicht geschrieben werden</translation>
        </message>
        <message>
            <source>▲ Read-only: %1 works here</source>
            <translation>▲ Nur lesen: %1 arbeitet hier</translation>
        </message>
        <message>
            <source>process %1 on %2 since %3</source>
            <translation>Prozess %1 auf %2 seit %3</translation>
        </message>
        <message>
            <source>▲ Read-only until this window takes over</source>
            <translation>▲ Nur lesen, bis dieses Fenster übernimmt</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::TokenView</name>
        <message>
            <source>Start (%1)</source>
            <translation>Anfang (%1)</translation>
        </message>
        <message>
            <source>Checkpoint %1 (%2)</source>
            <translation>Sicherung %1 (%2)</translation>
        </message>
        <message>
            <source>Tokens of the completion</source>
            <translation>Token der Antwort</translation>
        </message>
        <message>
            <source>the model of the start</source>
            <translation>das Modell des Anfangs</translation>
        </message>
        <message>
            <source>checkpoint %1</source>
            <translation>Sicherungspunkt %1</translation>
        </message>
        <message>
            <source>the policy that wrote it</source>
            <translation>die Strategie, die sie schrieb</translation>
        </message>
        <message>
            <source>Checking the model…</source>
            <translation>Das Modell wird geprüft …</translation>
        </message>
        <message>
            <source>Opening the model…</source>
            <translation>Das Modell wird geöffnet …</translation>
        </message>
        <message>
            <source>Reading prompt and completion…</source>
            <translation>Prompt und Antwort werden gelesen …</translation>
        </message>
        <message>
            <source>Completion whose tokens are shown</source>
            <translation>Antwort, deren Token zu sehen sind</translation>
        </message>
        <message>
            <source>What tokens are tinted by</source>
            <translation>Wonach Token getönt sind</translation>
        </message>
        <message>
            <source>Where the values come from</source>
            <translation>Woher die Werte stammen</translation>
        </message>
        <message>
            <source>Figures of the completion</source>
            <translation>Kennzahlen der Antwort</translation>
        </message>
        <message>
            <source>The token at the pointer or the caret</source>
            <translation>Das Token am Zeiger oder an der Schreibmarke</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <source>Log-probability</source>
            <translation>Log-Wahrscheinlichkeit</translation>
        </message>
        <message>
            <source>Entropy</source>
            <translation>Entropie</translation>
        </message>
        <message>
            <source>The model is at work</source>
            <translation>Das Modell arbeitet</translation>
        </message>
        <message>
            <source>A run that trains goes on meanwhile</source>
            <translation>Ein Lauf, der trainiert, geht derweil weiter</translation>
        </message>
        <message>
            <source>Cancel working out the tokens</source>
            <translation>Das Nachrechnen der Token abbrechen</translation>
        </message>
        <message>
            <source>Weights that are being read are read to their end</source>
            <translation>Gewichte, die gerade gelesen werden, werden zu Ende gelesen</translation>
        </message>
        <message>
            <source>Proposal, step %1</source>
            <translation>Vorschlag, Schritt %1</translation>
        </message>
        <message>
            <source>Attempt %1, step %2: %3</source>
            <translation>Versuch %1, Schritt %2: %3</translation>
        </message>
        <message>
            <source>No model wrote anything about this task yet.</source>
            <translation>Zu dieser Aufgabe hat noch kein Modell etwas geschrieben.</translation>
        </message>
        <message>
            <source>Reading…</source>
            <translation>Wird gelesen …</translation>
        </message>
        <message>
            <source>Kept are those of the steps %1 to %2 (telemetry.token_steps).</source>
            <translation>Aufbewahrt sind die der Schritte %1 bis %2 (telemetry.token_steps).</translation>
        </message>
        <message>
            <source>Nothing is kept of this run (telemetry.token_steps).</source>
            <translation>Von diesem Lauf ist nichts aufbewahrt (telemetry.token_steps).</translation>
        </message>
        <message>
            <source>The tokens of this step are not kept.</source>
            <translation>Die Token dieses Schritts sind nicht aufbewahrt.</translation>
        </message>
        <message>
            <source>As the sampler gave them</source>
            <translation>Wie der Sampler sie gab</translation>
        </message>
        <message>
            <source>%1: %2</source>
            <translation>%1: %2</translation>
        </message>
        <message>
            <source>&amp;Work out</source>
            <translation>&amp;Nachrechnen</translation>
        </message>
        <message>
            <source>Choose a checkpoint to work them out again</source>
            <translation>Wählen Sie einen Sicherungspunkt, um sie nachzurechnen</translation>
        </message>
        <message>
            <source>&amp;Work out from the start</source>
            <translation>Aus dem Anfang &amp;nachrechnen</translation>
        </message>
        <message>
            <source>&amp;Work out from checkpoint %1</source>
            <translation>Aus Sicherung %1 &amp;nachrechnen</translation>
        </message>
        <message>
            <source>Read prompt and completion once more with this policy: %1</source>
            <translation>Prompt und Antwort noch einmal mit dieser Strategie lesen: %1</translation>
        </message>
        <message>
            <source>Cancelled.</source>
            <translation>Abgebrochen.</translation>
        </message>
        <message>
            <source>mean log-probability %1, perplexity %2</source>
            <translation>mittlere Log-Wahrscheinlichkeit %1, Perplexität %2</translation>
        </message>
        <message>
            <source>Worked out again: %1, %2.</source>
            <translation>Nachgerechnet: %1, %2.</translation>
        </message>
        <message>
            <source>The tokens are those that the text encodes to.</source>
            <translation>Die Token sind die, in die der Text zerfällt.</translation>
        </message>
        <message>
            <source>The text encodes to %1 tokens, %2 were sampled: they were others.</source>
            <translation>Der Text zerfällt in %1 Token, gezogen wurden %2: Es waren andere.</translation>
        </message>
        <message>
            <source>With other kernels than the run's (%1), so the last digits may differ.</source>
            <translation>Mit anderen Kernels als denen des Laufs (%1), daher können die letzten Stellen abweichen.</translation>
        </message>
        <message>
            <source>At temperature %1.</source>
            <translation>Bei Temperatur %1.</translation>
        </message>
        <message>
            <source>Entropies are not kept: work them out from a checkpoint.</source>
            <translation>Entropien werden nicht aufbewahrt: Rechnen Sie sie aus einem Sicherungspunkt nach.</translation>
        </message>
        <message>
            <source>Point at a token, or go to it with the arrow keys.</source>
            <translation>Zeigen Sie auf ein Token, oder gehen Sie mit den Pfeiltasten hin.</translation>
        </message>
        <message>
            <source> (part of a character)</source>
            <translation> (Teil eines Zeichens)</translation>
        </message>
        <message>
            <source> (special)</source>
            <translation> (Sondertoken)</translation>
        </message>
        <message>
            <source>Token %1 of %2: %3, id %4</source>
            <translation>Token %1 von %2: %3, Nummer %4</translation>
        </message>
        <message>
            <source> · log-probability %1</source>
            <translation> · Log-Wahrscheinlichkeit %1</translation>
        </message>
        <message>
            <source> · probability %1 · rank by improbability %2</source>
            <translation> · Wahrscheinlichkeit %1 · Rang der Unwahrscheinlichkeit %2</translation>
        </message>
        <message>
            <source> · entropy %1</source>
            <translation> · Entropie %1</translation>
        </message>
        <message>
            <source> · likelier was “%1”</source>
            <translation> · wahrscheinlicher war „%1“</translation>
        </message>
        <message numerus="yes">
            <source>%Ln update(s) before the policy that wrote it</source>
            <translation>
                <numerusform>%Ln Update vor der Strategie, die sie schrieb</numerusform>
                <numerusform>%Ln Updates vor der Strategie, die sie schrieb</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln update(s) after the policy that wrote it</source>
            <translation>
                <numerusform>%Ln Update nach der Strategie, die sie schrieb</numerusform>
                <numerusform>%Ln Updates nach der Strategie, die sie schrieb</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::TokenLegend</name>
        <message>
            <source>The deeper the tint, the more open was what comes next: entropy in nats</source>
            <translation>Je tiefer die Tönung, desto offener war, was folgt: Entropie in Nat</translation>
        </message>
        <message>
            <source>The deeper the tint, the less likely was the token: its probability</source>
            <translation>Je tiefer die Tönung, desto unwahrscheinlicher war das Token: seine Wahrscheinlichkeit</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::TokenText</name>
        <message>
            <source>Tokens of the completion</source>
            <translation>Token der Antwort</translation>
        </message>
        <message>
            <source>Left and right go from token to token</source>
            <translation>Links und rechts gehen von Token zu Token</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::ConditionEdit</name>
        <message>
            <source>Clauses joined by and; numbers: &lt; &lt;= &gt; &gt;= = != in A..B; texts: = != ~ !~. Ctrl+Space offers words</source>
            <translation>Teile, verbunden durch and; Zahlen: &lt; &lt;= &gt; &gt;= = != in A..B; Texte: = != ~ !~. Strg+Leertaste bietet Wörter an</translation>
        </message>
        <message>
            <source>Words that may stand here</source>
            <translation>Wörter, die hier stehen können</translation>
        </message>
        <message>
            <source>At character %1: %2</source>
            <translation>Bei Zeichen %1: %2</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::ConditionFields</name>
        <message>
            <source>Fields of a condition</source>
            <translation>Felder einer Bedingung</translation>
        </message>
        <message>
            <source>Field</source>
            <translation>Feld</translation>
        </message>
        <message>
            <source>Meaning</source>
            <translation>Bedeutung</translation>
        </message>
        <message>
            <source>Example</source>
            <translation>Beispiel</translation>
        </message>
        <message>
            <source>Enter or a double click puts the field where the caret of the condition is</source>
            <translation>Enter oder ein Doppelklick setzt das Feld an die Schreibmarke der Bedingung</translation>
        </message>
        <message>
            <source>The chosen field</source>
            <translation>Das gewählte Feld</translation>
        </message>
        <message>
            <source>%1: %2. Values: %3. For example: %4</source>
            <translation>%1: %2. Werte: %3. Zum Beispiel: %4</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::ChartSaving</name>
        <message>
            <source>Chart written to %1</source>
            <translation>Diagramm nach %1 geschrieben</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::EvaluationPage</name>
        <message>
            <source>Accuracy on the suite</source>
            <translation>Genauigkeit auf der Suite</translation>
        </message>
        <message>
            <source>Items of the chosen suite that the shown run&apos;s checkpoints solve greedily, with Wilson&apos;s 95% interval over the items</source>
            <translation>Aufgaben der gewählten Suite, die die Checkpoints des gezeigten Laufs gierig lösen, mit Wilsons 95-%-Intervall über die Aufgaben</translation>
        </message>
        <message>
            <source>Suite</source>
            <translation>Suite</translation>
        </message>
        <message>
            <source>What the shown run did</source>
            <translation>Was der gezeigte Lauf bewirkt hat</translation>
        </message>
        <message>
            <source>step</source>
            <translation>Schritt</translation>
        </message>
        <message>
            <source>Evaluations</source>
            <translation>Auswertungen</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>Items</source>
            <translation>Aufgaben</translation>
        </message>
        <message>
            <source>Greedy</source>
            <translation>Gierig</translation>
        </message>
        <message>
            <source>95% interval</source>
            <translation>95-%-Intervall</translation>
        </message>
        <message>
            <source>Sampled</source>
            <translation>Gezogen</translation>
        </message>
        <message>
            <source>When</source>
            <translation>Wann</translation>
        </message>
        <message>
            <source>Two that are chosen (Ctrl+click, or Shift and the arrow keys) are compared item by item</source>
            <translation>Zwei gewählte (Strg+Klick oder Umschalt und Pfeiltasten) werden Aufgabe für Aufgabe verglichen</translation>
        </message>
        <message>
            <source>%1, unfinished</source>
            <translation>%1, unvollendet</translation>
        </message>
        <message>
            <source>greedy</source>
            <translation>gierig</translation>
        </message>
        <message>
            <source>Nothing was measured yet</source>
            <translation>Noch wurde nichts gemessen</translation>
        </message>
        <message>
            <source>The shown run was not put to this suite</source>
            <translation>Der gezeigte Lauf wurde dieser Suite nicht vorgelegt</translation>
        </message>
        <message>
            <source>%1 and %2: </source>
            <translation>%1 und %2: </translation>
        </message>
        <message>
            <source>No model of this workspace was put to a published suite yet. azr-studio suites lists which are installed, azr-studio eval --run RUN --suite NAME measures a checkpoint, and the setting evaluation.suites measures them while a run trains.</source>
            <translation>Noch wurde kein Modell dieses Arbeitsbereichs einer veröffentlichten Suite vorgelegt. azr-studio suites listet die installierten auf, azr-studio eval --run LAUF --suite NAME misst einen Checkpoint, und die Einstellung evaluation.suites misst sie, während ein Lauf trainiert.</translation>
        </message>
        <message>
            <source>Two finished evaluations of the shown run are needed to say whether it got better.</source>
            <translation>Erst zwei vollendete Auswertungen des gezeigten Laufs sagen, ob er besser wurde.</translation>
        </message>
        <message>
            <source>Step %1 and step %2: </source>
            <translation>Schritt %1 und Schritt %2: </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::ItemBrowser</name>
        <message>
            <source>solved</source>
            <translation>gelöst</translation>
        </message>
        <message>
            <source>failed</source>
            <translation>nicht gelöst</translation>
        </message>
        <message>
            <source>cut at its limit of tokens</source>
            <translation>an der Token-Grenze abgeschnitten</translation>
        </message>
        <message>
            <source>Which items</source>
            <translation>Welche Aufgaben</translation>
        </message>
        <message>
            <source>Which completion</source>
            <translation>Welche Antwort</translation>
        </message>
        <message>
            <source>The greedy completion, or one that was sampled</source>
            <translation>Die gierige Antwort oder eine gezogene</translation>
        </message>
        <message>
            <source>Items of the suite</source>
            <translation>Aufgaben der Suite</translation>
        </message>
        <message>
            <source>Prompt of the item</source>
            <translation>Prompt der Aufgabe</translation>
        </message>
        <message>
            <source>Completion</source>
            <translation>Antwort</translation>
        </message>
        <message>
            <source>Completion of the second</source>
            <translation>Antwort des zweiten</translation>
        </message>
        <message>
            <source>All items</source>
            <translation>Alle Aufgaben</translation>
        </message>
        <message>
            <source>Gained: only the second solves</source>
            <translation>Gewonnen: nur das zweite löst sie</translation>
        </message>
        <message>
            <source>Lost: only the first solves</source>
            <translation>Verloren: nur das erste löst sie</translation>
        </message>
        <message>
            <source>Solved greedily</source>
            <translation>Gierig gelöst</translation>
        </message>
        <message>
            <source>Failed greedily</source>
            <translation>Gierig nicht gelöst</translation>
        </message>
        <message>
            <source>Item</source>
            <translation>Aufgabe</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>Art</translation>
        </message>
        <message>
            <source>Difficulty</source>
            <translation>Schwierigkeit</translation>
        </message>
        <message>
            <source>First</source>
            <translation>Erstes</translation>
        </message>
        <message>
            <source>Greedy</source>
            <translation>Gierig</translation>
        </message>
        <message>
            <source>Second</source>
            <translation>Zweites</translation>
        </message>
        <message>
            <source>Sampled</source>
            <translation>Gezogen</translation>
        </message>
        <message>
            <source>%1 of %2</source>
            <translation>%1 von %2</translation>
        </message>
        <message>
            <source>Choose an evaluation above, or two to compare them (Ctrl+click).</source>
            <translation>Oben eine Auswertung wählen, oder zwei zum Vergleichen (Strg+Klick).</translation>
        </message>
        <message>
            <source>Sample %1</source>
            <translation>Ziehung %1</translation>
        </message>
        <message numerus="yes">
            <source>%n item(s)</source>
            <translation>
                <numerusform>%n Aufgabe</numerusform>
                <numerusform>%n Aufgaben</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>suites</name>
        <message>
            <source>%1 to %2</source>
            <translation>%1 bis %2</translation>
        </message>
        <message>
            <source>The two have no item in common that both answered.</source>
            <translation>Keine Aufgabe wurde von beiden beantwortet.</translation>
        </message>
        <message>
            <source>Of %1 items the second solves %2 that the first does not, and fails at %3 that the first solves: %4 points (95%: %5 to %6), %7 (McNemar, exact).</source>
            <translation>Von %1 Aufgaben löst das zweite %2, die das erste nicht löst, und scheitert an %3, die das erste löst: %4 Punkte (95 %: %5 bis %6), %7 (McNemar, exakt).</translation>
        </message>
        <message>
            <source>The second is better.</source>
            <translation>Das zweite ist besser.</translation>
        </message>
        <message>
            <source>The second is worse.</source>
            <translation>Das zweite ist schlechter.</translation>
        </message>
        <message>
            <source>That may be chance.</source>
            <translation>Das kann Zufall sein.</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::MetricsCard</name>
        <message>
            <source>Metrics</source>
            <translation>Messwerte</translation>
        </message>
        <message>
            <source>Every metric of every step of the shown run. With the setting telemetry.tensorboard the files for TensorBoard are written while a run trains.</source>
            <translation>Jeder Messwert jedes Schritts des gezeigten Laufs. Mit der Einstellung telemetry.tensorboard werden die Dateien für TensorBoard geschrieben, während ein Lauf trainiert.</translation>
        </message>
        <message>
            <source>Export metr&amp;ics…</source>
            <translation>M&amp;esswerte exportieren…</translation>
        </message>
        <message>
            <source>Write the metrics of the shown run</source>
            <translation>Die Messwerte des gezeigten Laufs schreiben</translation>
        </message>
        <message>
            <source>Export of metrics</source>
            <translation>Export der Messwerte</translation>
        </message>
        <message>
            <source>Table (CSV)</source>
            <translation>Tabelle (CSV)</translation>
        </message>
        <message>
            <source>JSON lines</source>
            <translation>JSON-Zeilen</translation>
        </message>
        <message>
            <source>TensorBoard</source>
            <translation>TensorBoard</translation>
        </message>
        <message>
            <source>Format of the metrics</source>
            <translation>Format der Messwerte</translation>
        </message>
        <message>
            <source>A row for each step, or event files that TensorBoard, W&amp;B and MLflow read</source>
            <translation>Eine Zeile je Schritt, oder Ereignisdateien, die TensorBoard, W&amp;B und MLflow lesen</translation>
        </message>
        <message>
            <source>Where the folder of event files shall lie</source>
            <translation>Wo der Ordner der Ereignisdateien liegen soll</translation>
        </message>
        <message>
            <source>Export metrics</source>
            <translation>Messwerte exportieren</translation>
        </message>
        <message numerus="yes">
            <source>%Ln step(s) written to %1</source>
            <translation>
                <numerusform>%Ln Schritt nach %1 geschrieben</numerusform>
                <numerusform>%Ln Schritte nach %1 geschrieben</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::RunFilters</name>
        <message>
            <source>Search names, tags, notes…</source>
            <translation>Namen, Schlagwörter, Notizen suchen…</translation>
        </message>
        <message>
            <source>Listed runs</source>
            <translation>Gezeigte Läufe</translation>
        </message>
        <message>
            <source>Without archived</source>
            <translation>Ohne archivierte</translation>
        </message>
        <message>
            <source>With archived</source>
            <translation>Mit archivierten</translation>
        </message>
        <message>
            <source>In the bin</source>
            <translation>Im Papierkorb</translation>
        </message>
        <message>
            <source>Order of the runs</source>
            <translation>Reihenfolge der Läufe</translation>
        </message>
        <message>
            <source>Youngest first</source>
            <translation>Jüngste zuerst</translation>
        </message>
        <message>
            <source>Oldest first</source>
            <translation>Älteste zuerst</translation>
        </message>
        <message>
            <source>Last accuracy</source>
            <translation>Letzte Genauigkeit</translation>
        </message>
        <message>
            <source>Best accuracy</source>
            <translation>Beste Genauigkeit</translation>
        </message>
        <message>
            <source>Longest</source>
            <translation>Längste</translation>
        </message>
        <message>
            <source>Largest</source>
            <translation>Größte</translation>
        </message>
        <message>
            <source>last&gt;=0.5, tags=good</source>
            <translation>last&gt;=0.5, tags=gut</translation>
        </message>
        <message>
            <source>Conditions that the runs meet</source>
            <translation>Bedingungen, die die Läufe erfüllen</translation>
        </message>
        <message>
            <source>FIELD=VALUE with commas between them; also !=, ~ (contains), &lt;, &lt;=, &gt;, &gt;=. Fields are %1 and the settings by their paths, as optimizer.learning_rate.</source>
            <translation>FELD=WERT, durch Kommas getrennt; auch !=, ~ (enthält), &lt;, &lt;=, &gt;, &gt;=. Felder sind %1 und die Einstellungen mit ihren Pfaden, wie optimizer.learning_rate.</translation>
        </message>
        <message>
            <source>Group runs by</source>
            <translation>Läufe gruppieren nach</translation>
        </message>
        <message>
            <source>Runs with the same value are compared as one: the mean over them, with its 95% interval</source>
            <translation>Läufe mit demselben Wert werden als einer verglichen: ihr Mittel mit dem 95-%-Intervall</translation>
        </message>
        <message>
            <source>Not grouped</source>
            <translation>Nicht gruppiert</translation>
        </message>
        <message>
            <source>By %1</source>
            <translation>Nach %1</translation>
        </message>
    </context>
    <context>
        <name>azr::ui::SqlView</name>
        <message>
            <source>As&amp;k</source>
            <translation>&amp;Fragen</translation>
        </message>
        <message>
            <source>Ask the database (Ctrl+Enter); nothing can be changed by it</source>
            <translation>Die Datenbank fragen (Strg+Eingabe); ändern lässt sich so nichts</translation>
        </message>
        <message>
            <source>&amp;Cancel</source>
            <translation>Sto&amp;pp</translation>
        </message>
        <message>
            <source>Break off what is being read</source>
            <translation>Abbrechen, was gelesen wird</translation>
        </message>
        <message>
            <source>E&amp;xport as CSV…</source>
            <translation>Als CSV e&amp;xportieren…</translation>
        </message>
        <message>
            <source>All rows of this SELECT into a file</source>
            <translation>Alle Zeilen dieses SELECT in eine Datei</translation>
        </message>
        <message>
            <source>SELECT</source>
            <translation>SELECT</translation>
        </message>
        <message>
            <source>One SELECT over the workspace's database; Esc leaves the editor</source>
            <translation>Ein SELECT über die Datenbank des Arbeitsordners; Esc verlässt den Editor</translation>
        </message>
        <message>
            <source>Answer of the database</source>
            <translation>Antwort der Datenbank</translation>
        </message>
        <message>
            <source>The answer comes here.</source>
            <translation>Hier erscheint die Antwort.</translation>
        </message>
        <message>
            <source>Reading…</source>
            <translation>Wird gelesen…</translation>
        </message>
        <message>
            <source>Writing…</source>
            <translation>Wird geschrieben…</translation>
        </message>
        <message>
            <source>Export the answer</source>
            <translation>Die Antwort exportieren</translation>
        </message>
        <message>
            <source>CSV files (*.csv)</source>
            <translation>CSV-Dateien (*.csv)</translation>
        </message>
        <message numerus="yes">
            <source>%Ln row(s) in %1 s</source>
            <translation>
                <numerusform>%Ln Zeile in %1 s</numerusform>
                <numerusform>%Ln Zeilen in %1 s</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>The first %Ln row(s); the CSV file has all.</source>
            <translation>
                <numerusform>Die erste Zeile; die CSV-Datei hat alle.</numerusform>
                <numerusform>Die ersten %Ln Zeilen; die CSV-Datei hat alle.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln row(s) written to %1</source>
            <translation>
                <numerusform>%Ln Zeile in %1 geschrieben</numerusform>
                <numerusform>%Ln Zeilen in %1 geschrieben</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::ReportSaving</name>
        <message>
            <source>Report of run %1</source>
            <translation>Bericht über Lauf %1</translation>
        </message>
        <message>
            <source>Web page (*.html)</source>
            <translation>Webseite (*.html)</translation>
        </message>
        <message>
            <source>The report of run %1 is being written</source>
            <translation>Der Bericht über Lauf %1 wird geschrieben</translation>
        </message>
        <message>
            <source>Report written to %1</source>
            <translation>Bericht geschrieben nach %1</translation>
        </message>
    </context>
</TS>
