package io.rapport.template;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A {@code message.yaml} as it is written. */
record MessageFile(
        @JsonProperty(required = true) String category,
        String topic,
        @JsonProperty(required = true) List<String> channels,
        @JsonProperty(required = true) String expiry,
        String unknown,
        String survey,
        List<String> links,
        Integer priority,
        @JsonProperty("about-stopped-orders") boolean aboutStoppedOrders,
        @JsonProperty(required = true) Map<Locale, Map<String, Object>> sample) {

    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    MessageFile {
        links = links == null ? List.of() : List.copyOf(links);
    }

    /** @throws Broken when it is no YAML of this form */
    static MessageFile read(String file, String source) throws InvalidMessageFile {
        return read(file, source, MessageFile.class, "mend the YAML");
    }

    /** @throws Broken when it is no YAML of a brand's form */
    static Brand brand(String file, String source) throws InvalidMessageFile {
        return read(file, source, Brand.class, "mend the YAML; the keys are explained in the file's head");
    }

    private static <T> T read(String file, String source, Class<T> form, String mend) throws InvalidMessageFile {
        try {
            T read = YAML.readValue(source, form);
            if (read == null) {
                throw new InvalidMessageFile(FilePosition.of(file), "it is empty", mend);
            }
            return read;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            String what = e.getOriginalMessage().lines().findFirst().orElse("it cannot be read");
            throw new InvalidMessageFile(FilePosition.of(file, line), what, mend);
        }
    }

    /** @return data to try the message with in a locale: its own, else those of the fallback */
    Map<String, Object> sample(Locale locale, Locale fallback) {
        Map<String, Object> own = sample.getOrDefault(locale, sample.get(fallback));
        return own == null ? Map.of() : own;
    }
}
