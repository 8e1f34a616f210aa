<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
    <context>
        <name>SeedTexts</name>
        <message numerus="yes">
            <source>and %n more</source>
            <translation>
                <numerusform>and %n more</numerusform>
                <numerusform>and %n more</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::Steering</name>
        <message numerus="yes">
            <source>%1 and %n more</source>
            <translation>
                <numerusform>%1 and %n more</numerusform>
                <numerusform>%1 and %n more</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::MarksDialog</name>
        <message numerus="yes">
            <source>Marks of %n task(s)</source>
            <translation>
                <numerusform>Marks of %n task</numerusform>
                <numerusform>Marks of %n tasks</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::ExecutorPage</name>
        <message numerus="yes">
            <source>%n worker(s)</source>
            <translation>
                <numerusform>%n worker</numerusform>
                <numerusform>%n workers</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::ExportPage</name>
        <message numerus="yes">
            <source>%Ln task(s)</source>
            <translation>
                <numerusform>%Ln task</numerusform>
                <numerusform>%Ln tasks</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln task(s) written to %1</source>
            <translation>
                <numerusform>%Ln task written to %1</numerusform>
                <numerusform>%Ln tasks written to %1</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::TasksPage</name>
        <message numerus="yes">
            <source>%Ln task(s)</source>
            <translation>
                <numerusform>%Ln task</numerusform>
                <numerusform>%Ln tasks</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln task(s) written to %1</source>
            <translation>
                <numerusform>%Ln task written to %1</numerusform>
                <numerusform>%Ln tasks written to %1</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::RunStrip</name>
        <message numerus="yes">
            <source>%n step(s) done</source>
            <translation>
                <numerusform>%n step done</numerusform>
                <numerusform>%n steps done</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::VetoDialog</name>
        <message numerus="yes">
            <source>Keep %n task(s) out of training?</source>
            <translation>
                <numerusform>Keep %n task out of training?</numerusform>
                <numerusform>Keep %n tasks out of training?</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::ModelCard</name>
        <message numerus="yes">
            <source>%n layer(s)</source>
            <translation>
                <numerusform>%n layer</numerusform>
                <numerusform>%n layers</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 in %n tensor(s)</source>
            <translation>
                <numerusform>%1 in %n tensor</numerusform>
                <numerusform>%1 in %n tensors</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::widgets::DiffView</name>
        <message numerus="yes">
            <source>%n setting(s) differ</source>
            <translation>
                <numerusform>%n setting differs</numerusform>
                <numerusform>%n settings differ</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::ComparisonView</name>
        <message numerus="yes">
            <source>%Ln run(s), means over %1</source>
            <translation>
                <numerusform>%Ln run, means over %1</numerusform>
                <numerusform>%Ln runs, means over %1</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln group(s) of runs, means over %1 and over the runs of each, with 95% intervals</source>
            <translation>
                <numerusform>%Ln group of runs, means over %1 and over the runs of each, with 95% intervals</numerusform>
                <numerusform>%Ln groups of runs, means over %1 and over the runs of each, with 95% intervals</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::DifferenceView</name>
        <message numerus="yes">
            <source>It rests on what was counted at %n step(s) of both runs.</source>
            <translation>
                <numerusform>It rests on what was counted at %n step of both runs.</numerusform>
                <numerusform>It rests on what was counted at %n steps of both runs.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>It rests on the differences of %n step(s), in blocks of %1.</source>
            <translation>
                <numerusform>It rests on the differences of %n step, in blocks of %1.</numerusform>
                <numerusform>It rests on the differences of %n steps, in blocks of %1.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>The same in both runs at all %n step(s) after step %1.</source>
            <translation>
                <numerusform>The same in both runs at the %n step after step %1.</numerusform>
                <numerusform>The same in both runs at all %n steps after step %1.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>On average %1 over %n step(s), which are too few for an interval: nothing is shown by it.</source>
            <translation>
                <numerusform>On average %1 over %n step, which is too little for an interval: nothing is shown by it.</numerusform>
                <numerusform>On average %1 over %n steps, which are too few for an interval: nothing is shown by it.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::MetricBrowser</name>
        <message numerus="yes">
            <source>%Ln chosen</source>
            <translation>
                <numerusform>%Ln chosen</numerusform>
                <numerusform>%Ln chosen</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::widgets::ChartPanel</name>
        <message numerus="yes">
            <source>%Ln curve(s)</source>
            <translation>
                <numerusform>%Ln curve</numerusform>
                <numerusform>%Ln curves</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::widgets::ChartView</name>
        <message numerus="yes">
            <source>%Ln earlier mark(s)</source>
            <translation>
                <numerusform>%Ln earlier mark</numerusform>
                <numerusform>%Ln earlier marks</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::LineageDialog</name>
        <message numerus="yes">
            <source>%Ln task(s) came from it</source>
            <translation>
                <numerusform>%Ln task came from it</numerusform>
                <numerusform>%Ln tasks came from it</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>SeedWords</name>
        <message numerus="yes">
            <source>%Ln task(s) read.</source>
            <translation>
                <numerusform>%Ln task read.</numerusform>
                <numerusform>%Ln tasks read.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>▲ %Ln line(s) were left out:</source>
            <translation>
                <numerusform>▲ %Ln line was left out:</numerusform>
                <numerusform>▲ %Ln lines were left out:</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>and %Ln more</source>
            <translation>
                <numerusform>and %Ln more</numerusform>
                <numerusform>and %Ln more</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::ReviewStrip</name>
        <message numerus="yes">
            <source>%Ln task(s) wait(s) for you.</source>
            <translation>
                <numerusform>%Ln task waits for you.</numerusform>
                <numerusform>%Ln tasks wait for you.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>StepTexts</name>
        <message numerus="yes">
            <source>%n task(s) in it then</source>
            <translation>
                <numerusform>%n task in it then</numerusform>
                <numerusform>%n tasks in it then</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n sample(s)</source>
            <translation>
                <numerusform>%n sample</numerusform>
                <numerusform>%n samples</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::TokenView</name>
        <message numerus="yes">
            <source>%Ln update(s) before the policy that wrote it</source>
            <translation>
                <numerusform>%Ln update before the policy that wrote it</numerusform>
                <numerusform>%Ln updates before the policy that wrote it</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln update(s) after the policy that wrote it</source>
            <translation>
                <numerusform>%Ln update after the policy that wrote it</numerusform>
                <numerusform>%Ln updates after the policy that wrote it</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::ItemBrowser</name>
        <message numerus="yes">
            <source>%n item(s)</source>
            <translation>
                <numerusform>%n item</numerusform>
                <numerusform>%n items</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::MetricsCard</name>
        <message numerus="yes">
            <source>%Ln step(s) written to %1</source>
            <translation>
                <numerusform>%Ln step written to %1</numerusform>
                <numerusform>%Ln steps written to %1</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::RunsPage</name>
        <message numerus="yes">
            <source>%1 = %2 (%Ln run(s))</source>
            <translation>
                <numerusform>%1 = %2 (%Ln run)</numerusform>
                <numerusform>%1 = %2 (%Ln runs)</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln run(s) archived.</source>
            <translation>
                <numerusform>%Ln run archived.</numerusform>
                <numerusform>%Ln runs archived.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln run(s) no longer archived.</source>
            <translation>
                <numerusform>%Ln run no longer archived.</numerusform>
                <numerusform>%Ln runs no longer archived.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln run(s) moved into the bin; azr-studio runs vacuum erases them for good.</source>
            <translation>
                <numerusform>%Ln run moved into the bin; azr-studio runs vacuum erases it for good.</numerusform>
                <numerusform>%Ln runs moved into the bin; azr-studio runs vacuum erases them for good.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln run(s) restored.</source>
            <translation>
                <numerusform>%Ln run restored.</numerusform>
                <numerusform>%Ln runs restored.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>azr::ui::SqlView</name>
        <message numerus="yes">
            <source>%Ln row(s) in %1 s</source>
            <translation>
                <numerusform>%Ln row in %1 s</numerusform>
                <numerusform>%Ln rows in %1 s</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>The first %Ln row(s); the CSV file has all.</source>
            <translation>
                <numerusform>The first %Ln row; the CSV file has all.</numerusform>
                <numerusform>The first %Ln rows; the CSV file has all.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln row(s) written to %1</source>
            <translation>
                <numerusform>%Ln row written to %1</numerusform>
                <numerusform>%Ln rows written to %1</numerusform>
            </translation>
        </message>
    </context>
</TS>
