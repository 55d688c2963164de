-- Which ids a CUPS server may have lost is asked for each sheet.
create index print_job_uncertain on badgeforge.print_job (printer) where state = 'uncertain';
