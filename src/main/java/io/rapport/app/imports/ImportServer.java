package io.rapport.app.imports;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.rapport.imports.ImportJob;
import io.rapport.imports.ImportKind;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server that brings files in, asked over its API. */
final class ImportServer {

    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final int REFUSED = 2;

    /** A server may be newer, and say more of a job than this program knows. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(20))
            .build();
    private final String server;
    private final String key;
    private final PrintStream out;

    /**
     * @param server its address, without a slash at the end
     * @param key an API key of it
     * @param out where to say what came of each file
     */
    ImportServer(String server, String key, PrintStream out) {
        this.server = server;
        this.key = key;
        this.out = out;
    }

    /**
     * Sends all files, then waits until the server has brought them in.
     *
     * @param files in the order in which they are to come in
     * @param mapping its text, or the name of one that comes with the program; null for none
     * @param dryRun whether the server is to keep nothing
     * @param newsFrom from which day on it is news what days change about the customers; null: at once
     * @return the exit code: 0 if all was taken, 1 if rows were left out, 2 if the server takes a file not at all
     * @throws IOException if the server does not answer
     */
    int send(Map<ImportKind, Path> files, String mapping, boolean dryRun, LocalDate newsFrom)
            throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        for (Map.Entry<ImportKind, Path> entry : files.entrySet()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                            server + "/api/imports?kind=" + entry.getKey().word() + "&dryRun=" + dryRun
                                    + (newsFrom == null ? "" : "&newsFrom=" + newsFrom)))
                    .timeout(PATIENCE)
                    .header("X-API-Key", key)
                    .header("Content-Type", "text/csv");
            if (mapping != null) {
                request.header(
                        "Import-Mapping", Base64.getEncoder().encodeToString(mapping.getBytes(StandardCharsets.UTF_8)));
            }
            HttpResponse<String> answer = http.send(
                    request.POST(BodyPublishers.ofFile(entry.getValue())).build(), BodyHandlers.ofString());
            if (answer.statusCode() != 202) {
                out.println("The server does not take " + entry.getValue() + ": " + answer.statusCode() + " "
                        + read(answer).path("detail").asText());
                return REFUSED;
            }
            ids.add(read(answer).path("id").asText());
        }
        int code = ImportReport.DONE;
        int at = 0;
        for (Path file : files.values()) {
            code = Math.max(code, follow(server + "/api/imports/" + ids.get(at++), file));
        }
        return code;
    }

    private int follow(String address, Path file) throws IOException, InterruptedException {
        while (true) {
            HttpResponse<String> answer = http.send(get(address), BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                ImportJob job = JSON.readValue(answer.body(), ImportJob.class);
                if (job.isOver()) {
                    if (job.leftOut() > 0) {
                        http.send(get(address + "/faults"), BodyHandlers.ofFile(ImportReport.faults(file)));
                    }
                    return ImportReport.print(job, file, out);
                }
            }
            if (answer.statusCode() != 200 && answer.statusCode() != 503) {
                out.println("The server does not say what became of " + file + ": " + answer.statusCode());
                return ImportReport.LEFT_OUT;
            }
            TimeUnit.SECONDS.sleep(1);
        }
    }

    private HttpRequest get(String address) {
        return HttpRequest.newBuilder(URI.create(address))
                .timeout(Duration.ofMinutes(2))
                .header("X-API-Key", key)
                .GET()
                .build();
    }

    private static JsonNode read(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            return JSON.createObjectNode();
        }
    }
}
