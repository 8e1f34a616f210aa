<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>ActionTexts</name>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start the &amp;demo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train the built-in model by self-play, with safe settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;New run…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a model and settings, then train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Continue this run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on from the shown run&apos;s last checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause training, or go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;One step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train one step, then pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finish the step, write a checkpoint, and end the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a &amp;checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a checkpoint at the next chance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Measure held-out accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure held-out accuracy at the next chance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;eed a task…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a task yourself and add it to the buffer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Veto tasks…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the selected tasks out of training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Find</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the search field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open a workspace…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open another folder of runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End the program; a run finishes its step first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the &amp;whole range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo the zoom of every chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Activity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show what happened: events, alerts, commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the whole screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A&amp;bout AZR Studio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version, licences, sources</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the &amp;desktop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light or dark as the desktop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark colours</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChartTexts</name>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held-out accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of tasks from a set never trained on that the model solves; sampled at temperature 1, and greedily (dashed).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sampled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>greedy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Solve rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the solver&apos;s attempts at this step&apos;s tasks that were correct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Solver reward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean composite reward of the solver (equation 6 of the paper).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proposer reward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean composite reward of the proposer: high when tasks are valid and neither too easy nor too hard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid proposals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of proposed tasks that parse, run, and give the same value twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learnability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean of equation 4: zero for tasks that are always or never solved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean entropy of the next-token distribution, in nats; a collapse towards zero ends learning. Solver dashed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> nats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>proposer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>solver</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Completion length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean tokens of a completion. Solver dashed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens sampled and trained per second.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> tokens/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>trained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Between too easy and too hard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of new tasks that the solver solves sometimes: the ones worth learning from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signs of collapse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shares of near-duplicates, of tasks a coin flip could answer, and of completions cut off at the length limit. All should stay low.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>near-duplicates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>coin flips</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cut off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the update</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Norm of the gradient before clipping.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gradient norm</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::ui::AboutPage</name>
    <message>
        <source>AZR Studio %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About AZR Studio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licences and sources</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trains a language model by self-play: it proposes tasks, solves them, and is judged by a sandboxed Python alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After “Absolute Zero: Reinforced Self-play Reasoning with Zero Data”, %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Our source code is under the MIT licence. Qt Charts and QScintilla are under the GPL, version 3, so this built program is distributed under the GPL, version 3. It comes without any warranty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made of</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::ui::ActivityLog</name>
    <message>
        <source>Activity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::ui::AlertStrip</name>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss the alert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide this alert; it stays in the activity log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1  (%n alert(s) in all, see the activity log)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>azr::ui::AttemptTableModel</name>
    <message>
        <source>%1, cut off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Advantage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::ui::BuffersPage</name>
    <message>
        <source>Valid tasks wait here. Proposers are shown some of them as references, and solvers get them when a step invents too few. Enter or a double click opens a task.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Buffer of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This buffer is empty</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::ui::ExecutorPage</name>
    <message>
        <source>Isolation L%1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Executions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Programs run since the executor started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Half of the requests take less than this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Requests that wait for a worker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Requests answered without running anything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trouble</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Workers restarted, and executions that were lost and retried</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers of isolation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sandbox starts with the first run or check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verdicts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was executed yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sandbox is not running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Programs that the model writes only ever run in separate processes without network, files or privileges. The sandbox starts with the first run or check.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Isolation level L%1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  ✔ self-test passed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  ✖ self-test failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python %1 · %2 · fork %3 ms · pooled %4 ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>active</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>99 % below %1 ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n worker(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>answers from the cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 restarts, %2 lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Count</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::ui::ExportPage</name>
    <message>
        <source>Tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One JSON object a line, in the fields of the reference implementation: program, input, output, message, imports, references.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which kind of task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In a buffer now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All valid and invalid ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which state the tasks are in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only tasks that contain…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Found in program, input or message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export &amp;tasks…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the chosen tasks to a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result of the export of tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A checkpoint as a Hugging Face folder: config.json, model.safetensors, tokenizer.json. Other programs load it as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoints of the shown run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export &amp;model…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the checkpoint into a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result of the export of the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No run is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step %1 · %2 · %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · best so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No checkpoints yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON lines (*.jsonl)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tasks written to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder for the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 written to %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::ui::MainWindow</name>
    <message>
        <source>AZR Studio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Is it learning?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What does it invent?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Buffers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What do proposers draw from?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How did earlier runs go?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Executor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Is the sandbox safe and quick?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take tasks and models along</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licences and sources</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Navigation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages; Ctrl+1 to Ctrl+7</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Activity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How strongly programs of the model are kept apart from this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The workspace: a folder that holds everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a workspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>▲ Read-only: %1 trains here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finishing the step and writing a checkpoint…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::ui::NewRunDialog</name>
    <message>
        <source>New run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the settings start from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Basics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;All settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differences from the &amp;preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start the run with these settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Random seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Random seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same seed gives the same run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0: until stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time limit in &amp;minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time limit in minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0: no limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A Hugging Face folder; empty: the built-in nano model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the built-in nano model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the model folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A folder with config.json, model.safetensors and tokenizer.json</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mo&amp;del</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every other setting is under “All settings”, each with its explanation and range.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this run</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::ui::RunControl</name>
    <message>
        <source>&amp;Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::ui::RunStrip</name>
    <message>
        <source>Progress of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps done of those asked for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n step(s) done</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>another run is training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::ui::RunTableModel</name>
    <message>
        <source>Run %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>built-in nano</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::ui::RunsPage</name>
    <message>
        <source>&amp;Show this run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Curves, tasks and buffers as they were</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Co&amp;mpare two runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose two rows: their curves over each other, and their settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No runs yet. Start the demo, or a new run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose two runs to lay their curves over each other and list the settings that differ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Curves of both runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;urves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Se&amp;ttings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (solid) and %2 (dashed), means over the kinds</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::ui::SeedDialog</name>
    <message>
        <source>&amp;Message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Add to the buffer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed a task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind of task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deduction: predict the output. Abduction: find an input. Induction: write the program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>import math; from collections import Counter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imports</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import statements, separated by semicolons</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What stands between the parentheses of f(…); for induction one call a line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hint that solvers of an induction task read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result of the check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run the program in the sandbox</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add to the buffer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Possible once the check has passed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Imports</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>P&amp;rogram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I&amp;nputs, one a line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I&amp;nput</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check runs the program in the sandbox; only a task that passes can be added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Induction needs at least two inputs: half are shown, half hidden.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running in the sandbox…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid. Output: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::ui::TaskDetailView</name>
    <message>
        <source>Choose a task to see its program and every attempt at it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attempts, proposal and history</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A&amp;ttempts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the task was proposed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pr&amp;oposal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History of the task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>References</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Program of the task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody has tried this task yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the model wrote in this attempt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an attempt to read it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A&amp;ttempts (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This task was not proposed by the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt:
%1

Completion:
%2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seeding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2 · %3 · from %4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · solved %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · reward %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · near-duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · coin flip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imports</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inspired by %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>

— %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::ui::TaskTableModel</name>
    <message>
        <source>seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Solve rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Program</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::ui::TasksPage</name>
    <message>
        <source>Search programs, inputs, messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All verdicts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All states</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No tasks here. A run&apos;s first tasks appear while its buffers are seeded; filters may hide what there is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E&amp;xport the selected tasks…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON lines (*.jsonl)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tasks written to %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::ui::TrainingPage</name>
    <message>
        <source>Step %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held-out accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sampled accuracy on tasks never trained on, mean over the kinds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Solve rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct answers to this step&apos;s own tasks, mean over the kinds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid proposals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proposed tasks that passed validation, mean over the kinds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tasks in buffers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tasks that proposers draw references from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens sampled per second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;moothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moving average of the curves; the raw values stay visible behind them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag in a chart to zoom all of them; double click to see everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the whole range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Appears with the first step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1%2 points since the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of this step&apos;s attempts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of this step&apos;s proposals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in three buffers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tok/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sampled</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::ui::VetoDialog</name>
    <message>
        <source>Veto</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Keep %n task(s) out of training?</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>They leave their buffer and the batch under way. What was already trained in an earlier step cannot be untrained; the answer says so.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept with the task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>e.g. trivial, or a repetition</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send the veto to the trainer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::ui::Welcome</name>
    <message>
        <source>A model that teaches itself to reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Absolute Zero Reasoner invents small programming tasks, solves them, and learns from what a sandboxed Python says about the answers. No data set, no teacher.
The built-in model is small enough to watch it happen on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1  It proposes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model writes a program and an input. The sandbox runs it and keeps what is valid.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>2  It solves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It predicts outputs, finds inputs, or writes the program from examples. Every answer is executed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>3  It learns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tasks that are neither too easy nor too hard earn the most. You watch, veto and add tasks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start the demo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New run with own settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is kept in this workspace and can be continued later.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::widgets::ChartPanel</name>
    <message>
        <source>Show curve %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show or hide this curve</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::widgets::ChartView</name>
    <message>
        <source>x</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No data yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wheel or drag: zoom; double click or 0: whole range; arrow keys: read values</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::widgets::CodeView</name>
    <message>
        <source>Python editor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python source; Esc leaves the editor</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::widgets::CopyableTable</name>
    <message>
        <source>Table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+C copies the selected rows, Ctrl+Shift+C with headings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::widgets::DiffView</name>
    <message>
        <source>Show equal values too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List every value, not only those that differ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Setting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s) differ</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>azr::widgets::FieldForm</name>
    <message>
        <source>Only changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds names and explanations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show only the settings that differ from the preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a whole number is needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number is needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>between %1 and %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed; the preset has %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::widgets::FilterBar</name>
    <message>
        <source>Clear filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show everything again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>azr::widgets::LogView</name>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happened, newest at the bottom</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>window</name>
    <message>
        <source>AZR Studio</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>Deduction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Abduction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Induction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Malformed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exception</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wall time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Output too long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not repeatable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crashed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Executor failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proposed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In buffer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left buffer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vetoed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invalid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Abandoned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Idle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>identity seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Estimate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evicted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Veto</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change a setting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seeding the buffers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proposing tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Validating proposals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Estimating learnability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Solving tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verifying answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Updating the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Storing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measuring held-out accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
