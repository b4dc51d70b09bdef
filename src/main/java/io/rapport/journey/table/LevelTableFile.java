package io.rapport.journey.table;

import io.rapport.contactpolicy.PolicyTables.TableEvaluator;
import io.rapport.journey.ModelReader;
import io.rapport.journey.table.DmnTables.Source;
import io.rapport.loyalty.LoyaltyRules;
import io.rapport.loyalty.LoyaltyRules.Level;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.dmn.instance.Text;

/**
 * A table of levels as a file has it, deployed or not.
 *
 * @param content another text for each that says something else, whatever its drawing and remarks
 * @param tables what answers for it
 */
public record LevelTableFile(String content, TableEvaluator tables) {

    /**
     * Reads a file.
     *
     * @param bytes DMN
     * @return its table of levels; empty if it has none
     * @throws RuntimeException if it is no DMN, or the table cannot be read
     */
    public static Optional<LevelTableFile> read(byte[] bytes) {
        DmnModelInstance model = ModelReader.dmn(bytes);
        return model.getModelElementsByType(Decision.class).stream()
                        .anyMatch(decision -> LoyaltyRules.LEVEL.equals(decision.getId()))
                ? Optional.of(new LevelTableFile(
                        content(model),
                        DmnTables.evaluator(
                                Map.of(LoyaltyRules.LEVEL, new Source(new ByteArrayInputStream(bytes), "file")))))
                : Optional.empty();
    }

    /**
     * Tells tables apart.
     *
     * @param model of the file
     * @return another text for each file whose cells say something else
     */
    public static String content(DmnModelInstance model) {
        String said = model.getModelElementsByType(DecisionTable.class).stream()
                        .map(table -> table.getHitPolicy().name())
                        .collect(Collectors.joining(" "))
                + model.getModelElementsByType(Text.class).stream()
                        .map(text -> text.getTextContent().strip())
                        .collect(Collectors.joining("\n", "\n", ""));
        return UUID.nameUUIDFromBytes(said.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /**
     * Asks for a level.
     *
     * @return as {@link LoyaltyRules#level}
     */
    public Level level(int points, BigDecimal value) {
        return LoyaltyAnswers.level(tables, points, value);
    }
}
