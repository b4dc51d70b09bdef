package io.rapport.app.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.feedback.Complaint;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the demo's customers complain about, and what staff find out and answer: {@code demo/complaints.csv}. A row answers the
 * complaint that it names, or what has its text; what was written by somebody who tries the demo has an answer that suits any.
 */
final class ComplaintWork {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ANY = "any";

    private final List<Map<String, String>> rows;
    private final Function<String, Optional<Complaint>> complaints;

    /** @param complaints from the id of a complaint to what it says */
    ComplaintWork(Function<String, Optional<Complaint>> complaints) throws IOException {
        this.rows = rows();
        this.complaints = complaints;
    }

    private static List<Map<String, String>> rows() throws IOException {
        return CsvText.rows(CsvText.resource("complaints.csv"));
    }

    /** @return the rows of what customers write, by {@code language}, with {@code text} and {@code remedySought} */
    static List<Map<String, String>> heard() throws IOException {
        return rows().stream().filter(row -> !row.get("text").isEmpty()).toList();
    }

    /**
     * @param complaintId of a complaint that is investigated
     * @param language of the customer
     * @return what is filled in, by field
     */
    ObjectNode answers(String complaintId, String language) {
        Optional<String> text = complaints.apply(complaintId).map(Complaint::text);
        Map<String, String> found = Stream.of(
                        rows.stream().filter(row -> row.get("complaint").equals(complaintId)),
                        rows.stream().filter(row -> text.filter(row.get("text")::equals)
                                .isPresent()),
                        ofAny(language),
                        ofAny("en"))
                .flatMap(Function.identity())
                .findFirst()
                .orElseThrow();
        ObjectNode answers = JSON.createObjectNode();
        for (String field : List.of("findings", "rootCause", "remedy", "amount", "reasons")) {
            answers.put(field, found.get(field));
        }
        return answers;
    }

    private Stream<Map<String, String>> ofAny(String language) {
        return rows.stream()
                .filter(row ->
                        row.get("complaint").equals(ANY) && row.get("language").equals(language));
    }
}
