package io.rapport.app.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.imports.ImportJob;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says what came of a file, whether this program or a server has brought it in. */
final class ImportReport {

    static final int DONE = 0;
    static final int LEFT_OUT = 1;

    private static final ObjectMapper JSON = new ObjectMapper();

    private ImportReport() {}

    /** What is said of a job; a server says the same. */
    private record Shown(
            String kind,
            String state,
            boolean dryRun,
            long rows,
            long taken,
            long unchanged,
            long leftOut,
            long customersMade,
            long unknownNames,
            String charset,
            String detail) {}

    /** @return a job of this program as a server answers about its own */
    static JsonNode of(ImportJob job) {
        return JSON.valueToTree(new Shown(
                job.kind(),
                job.state(),
                job.dryRun(),
                job.rows(),
                job.taken(),
                job.unchanged(),
                job.leftOut(),
                job.customersMade(),
                job.unknownNames(),
                job.charset(),
                job.detail()));
    }

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
    static int print(JsonNode job, Path file, PrintStream out) {
        String kind = job.path("kind").asText();
        if (!job.path("state").asText().equals("done")) {
            out.println(kind + ": " + job.path("detail").asText("it did not end"));
        }
        out.println("%s: %d rows read%s, %d taken%s, %d known already, %d left out"
                .formatted(
                        kind,
                        job.path("rows").asLong(),
                        job.path("charset").isTextual()
                                ? " as " + job.path("charset").asText()
                                : "",
                        job.path("taken").asLong(),
                        job.path("dryRun").asBoolean() ? " (not kept: --dry-run)" : "",
                        job.path("unchanged").asLong(),
                        job.path("leftOut").asLong()));
        if (job.path("customersMade").asLong() > 0) {
            out.println("%s: customers whom nobody knew, made by the id alone: %d; are these ids right?"
                    .formatted(kind, job.path("customersMade").asLong()));
        }
        if (job.path("unknownNames").asLong() > 0) {
            out.println("%s: rows that name %s: %d; is it spelt right?"
                    .formatted(
                            kind,
                            kind.equals("points") ? "a lot that was not known" : "a topic that no message has",
                            job.path("unknownNames").asLong()));
        }
        if (job.path("leftOut").asLong() > 0) {
            out.println(kind + ": what was left out, and why: " + faults(file));
        } else if (Files.exists(faults(file))) {
            out.println(kind + ": " + faults(file) + " is of an earlier run");
        }
        return job.path("state").asText().equals("done") && job.path("leftOut").asLong() == 0 ? DONE : LEFT_OUT;
    }
}
