package io.rapport.lifecycle;

import io.rapport.journey.table.RelationshipTableReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** The tables that come with the product, and random cases for them. */
final class ShippedRelationshipTables {

    private ShippedRelationshipTables() {}

    static Path file(RelationshipTable kind) {
        return Path.of("processes/" + kind.key() + ".dmn");
    }

    static String text(RelationshipTable kind) {
        try {
            return Files.readString(file(kind));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TableCompiler.Compiled compile(RelationshipTable kind, String dmn) {
        return TableCompiler.compile(
                kind,
                RelationshipTableReader.read(dmn.getBytes(StandardCharsets.UTF_8))
                        .get(kind));
    }

    static BandTable of(RelationshipTable kind) {
        return compile(kind, text(kind)).table();
    }

    static CurrentTables both() {
        return new CurrentTables(of(RelationshipTable.TIER), of(RelationshipTable.STAGE), "shipped");
    }

    /** @return a case: near the limits of the table more often than elsewhere */
    static Map<String, Long> random(BandTable table, Random random) {
        Map<String, Long> values = new HashMap<>();
        for (TableInput input : table.kind().inputs()) {
            long most = input.isWord() ? input.words().size() - 1L : input.most();
            var bands = table.bands().get(input.name());
            long value = random.nextInt(4) == 0
                    ? random.nextInt((int) most + 1)
                    : bands.get(random.nextInt(bands.size())) + random.nextInt(3) - 1;
            values.put(input.name(), Math.max(0, Math.min(most, value)));
        }
        return values;
    }

    /** @return the same as the tables are told it */
    static Map<String, Object> told(BandTable table, Map<String, Long> values) {
        Map<String, Object> told = new HashMap<>();
        for (TableInput input : table.kind().inputs()) {
            long value = values.get(input.name());
            told.put(input.name(), input.isWord() ? input.words().get((int) value) : (Object) value);
        }
        return told;
    }
}
