package io.rapport.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the {@code curl} commands of a document as they stand there, against the application of a test. */
public final class Curl {

    private static final Pattern WORD = Pattern.compile("'([^']*)'|([^\\s'\\\\]+)|\\\\\\R");

    private Curl() {}

    /**
     * Finds commands.
     *
     * @param document a Markdown file
     * @return its curl commands in their order, of blocks and of words in the text
     */
    public static List<String> commands(Path document) {
        try {
            List<String> commands = new ArrayList<>();
            Matcher found =
                    Pattern.compile("(?s)```\\s*(curl .*?)```|`(curl [^`]*)`").matcher(Files.readString(document));
            while (found.find()) {
                commands.add(found.group(1) == null ? found.group(2) : found.group(1));
            }
            return commands;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Runs a command; it may have the options {@code -i}, {@code -H}, {@code -u}, {@code -d} and {@code -X}.
     *
     * @param command of a document
     * @param port where the application listens, in the place of 8080
     * @return the answer
     */
    public static HttpResponse<String> run(String command, int port) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command);
        while (word.find()) {
            if (word.group(1) != null || word.group(2) != null) {
                words.add(word.group(1) != null ? word.group(1) : word.group(2));
            }
        }
        HttpRequest.Builder request = HttpRequest.newBuilder();
        String method = null;
        String body = null;
        for (int i = 1; i < words.size(); i++) {
            switch (words.get(i)) {
                case "-i", "-s" -> {}
                case "-H" -> {
                    String[] header = words.get(++i).split(":\\s*", 2);
                    request.header(header[0], header[1]);
                }
                case "-u" ->
                    request.header(
                            "Authorization",
                            "Basic "
                                    + Base64.getEncoder()
                                            .encodeToString(words.get(++i).getBytes(StandardCharsets.UTF_8)));
                case "-d" -> body = words.get(++i);
                case "-X" -> method = words.get(++i);
                default ->
                    request.uri(URI.create("http://"
                            + words.get(i)
                                    .replaceFirst("^http://", "")
                                    .replaceFirst("^localhost:8080", "localhost:" + port)));
            }
        }
        if (method == null) {
            method = body == null ? "GET" : "POST";
        }
        request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        try {
            return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
