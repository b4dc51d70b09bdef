package io.rapport.app.imports;

import io.rapport.imports.ImportJob;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Says what came of a file, whether this program or a server has brought it in. */
final class ImportReport {

    static final int DONE = 0;
    static final int LEFT_OUT = 1;

    private ImportReport() {}

    /** @return where the rows of a file stand that were left out */
    static Path faults(Path file) {
        return file.resolveSibling(file.getFileName() + ".faults.csv");
    }

    /**
     * @param job that has ended
     * @param file that it brought in
     * @param out where to say it
     * @return the exit code: 0 if all was taken, else 1
     */
    static int print(ImportJob job, Path file, PrintStream out) {
        String kind = job.kind();
        boolean done = job.state().equals("done");
        if (!done) {
            out.println(kind + ": " + Objects.requireNonNullElse(job.detail(), "it did not end"));
        }
        out.println("%s: %d rows read%s, %d taken%s, %d known already, %d left out"
                .formatted(
                        kind,
                        job.rows(),
                        job.charset() == null ? "" : " as " + job.charset(),
                        job.taken(),
                        job.dryRun() ? " (not kept: --dry-run)" : "",
                        job.unchanged(),
                        job.leftOut()));
        if (job.customersMade() > 0) {
            out.println("%s: customers whom nobody knew, made by the id alone: %d; are these ids right?"
                    .formatted(kind, job.customersMade()));
        }
        if (job.unknownNames() > 0) {
            out.println("%s: rows that name %s: %d; is it spelt right?"
                    .formatted(
                            kind,
                            kind.equals("points") ? "a lot that was not known" : "a topic that no message has",
                            job.unknownNames()));
        }
        if (job.leftOut() > 0) {
            out.println(kind + ": what was left out, and why: " + faults(file));
        } else if (Files.exists(faults(file))) {
            out.println(kind + ": " + faults(file) + " is of an earlier run");
        }
        return done && job.leftOut() == 0 ? DONE : LEFT_OUT;
    }
}
