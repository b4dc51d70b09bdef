package io.rapport.journey.table;

import io.rapport.contactpolicy.PolicyDecisionService.PolicyTableException;
import io.rapport.contactpolicy.PolicyTables;
import io.rapport.contactpolicy.PolicyTables.TableEvaluator;
import io.rapport.journey.ModelReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnDecisionRuleResult;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.instance.Text;

/**
 * Evaluates tables, such as those of the contact policy, by the engine's own DMN engine, without the engine around it: a table that
 * fails must not spoil the transaction in which a worker asks.
 */
public final class DmnTables implements TableEvaluator {

    private final DmnEngine engine = FeelOnly.dmnEngine();
    private final Map<String, Table> tables = new HashMap<>();
    private final Set<String> texts = new HashSet<>();

    /**
     * A table as it is deployed.
     *
     * @param file the file that it stands in, alone or with others
     * @param version said with each ruling, such as {@code 3}
     */
    public record Source(InputStream file, String version) {}

    private record Table(DmnDecision decision, String version) {}

    private DmnTables(Map<String, Source> sources) {
        // several tables may stand in one file
        Map<ByteBuffer, Map<String, DmnDecision>> files = new HashMap<>();
        sources.forEach((key, source) -> {
            DmnDecision decision = files.computeIfAbsent(ByteBuffer.wrap(bytes(source.file())), this::decisions)
                    .get(key);
            if (decision == null) {
                throw new IllegalArgumentException("it has no decision '" + key + "'");
            }
            tables.put(key, new Table(decision, key + ":" + source.version()));
        });
    }

    private Map<String, DmnDecision> decisions(ByteBuffer file) {
        DmnModelInstance model = ModelReader.dmn(file.array());
        model.getModelElementsByType(Text.class).forEach(text -> texts.add(text.getTextContent()));
        Map<String, DmnDecision> decisions = new HashMap<>();
        engine.parseDecisions(model).forEach(decision -> decisions.put(decision.getKey(), decision));
        return decisions;
    }

    private static byte[] bytes(InputStream file) {
        try {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads tables that stand in one file.
     *
     * @param file the file
     * @param version said with each ruling
     * @return the tables of the contact policy
     * @throws PolicyTableException if they cannot be read
     */
    public static PolicyTables read(byte[] file, String version) {
        Map<String, Source> sources = new HashMap<>();
        PolicyTables.KEYS.forEach(key -> sources.put(key, new Source(new ByteArrayInputStream(file), version)));
        return read(sources);
    }

    /**
     * Reads tables.
     *
     * @param sources of each of {@link PolicyTables#KEYS}
     * @return the tables of the contact policy
     * @throws PolicyTableException if they cannot be read
     */
    public static PolicyTables read(Map<String, Source> sources) {
        try {
            return new PolicyTables(new DmnTables(sources));
        } catch (RuntimeException e) {
            throw new PolicyTableException("contact-policy.dmn cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Reads tables of another kind.
     *
     * @param sources of each, by the id of its decision
     * @return what answers for them
     * @throws RuntimeException if they cannot be read
     */
    public static TableEvaluator evaluator(Map<String, Source> sources) {
        return new DmnTables(sources);
    }

    @Override
    public List<Map<String, Object>> evaluate(String key, Map<String, Object> facts) {
        return engine.evaluateDecisionTable(tables.get(key).decision(), Variables.fromMap(facts)).stream()
                .map(DmnDecisionRuleResult::getEntryMap)
                .toList();
    }

    /** Of all that stands in the files, read as expressions and as conditions: a name too many does no harm. */
    @Override
    public Set<String> reads() {
        Set<String> reads = new HashSet<>();
        for (String text : texts) {
            reads.addAll(FeelSyntax.names(text));
            reads.addAll(FeelSyntax.namesInTest(text));
        }
        return reads;
    }

    @Override
    public String version(String key) {
        return tables.get(key).version();
    }
}
