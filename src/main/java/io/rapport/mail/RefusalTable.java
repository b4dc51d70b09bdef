package io.rapport.mail;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rapport.channel.Cause;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The lines of {@code refusals.yaml}, whose head explains them.
 *
 * @param codes enhanced status codes
 * @param replies three-digit replies
 * @param texts words, in the order in which they are looked for
 */
public record RefusalTable(
        @JsonProperty(required = true) List<CodeLine> codes,
        @JsonProperty(required = true) List<ReplyLine> replies,
        @JsonProperty(required = true) List<TextLine> texts) {

    private static final String FILE = "refusals.yaml";

    /**
     * @param says null if the words beside the code decide
     * @param unless words beside the code, of class 5, for which it says nothing; null for none
     */
    record CodeLine(
            @JsonProperty(required = true) String code,
            Cause says,
            String unless,
            @JsonProperty(required = true) String meaning,
            @JsonProperty(required = true) String source) {}

    record ReplyLine(
            @JsonProperty(required = true) String reply,
            @JsonProperty(required = true) Cause says,
            @JsonProperty(required = true) String source) {}

    record TextLine(
            @JsonProperty(required = true) Cause says,
            @JsonProperty(required = true) String like,
            @JsonProperty(required = true) String example,
            @JsonProperty(required = true) String source) {}

    /** @return the table that comes with Rapport */
    public static RefusalTable shipped() {
        try (InputStream in = RefusalTable.class.getResourceAsStream(FILE)) {
            return YAMLMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build()
                    .readValue(in, RefusalTable.class);
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + " cannot be read", e);
        }
    }
}
