"""make.py STUDIO WORKSPACE RUN > FILE.csv: a run's readings for the early warning, a line each step."""
import json
import subprocess
import sys

studio, workspace, run = sys.argv[1:4]
lines = subprocess.run([studio, 'diversity', run, '--json', '--workspace', workspace], check=True,
                       capture_output=True, text=True).stdout.splitlines()
print('step,outlines_per_task,lineages,dominant_share,judged,near_duplicates')
for step in map(json.loads, lines):
    if step['type'] == 'diversity':
        print('%d,%.6f,%.4f,%.6f,%d,%d' % (step['step'], step['outlines_per_task'], step['lineages'],
                                           step['dominant_share'], step['judged'],
                                           round((step['near_duplicates'] or 0) * step['judged'])))
