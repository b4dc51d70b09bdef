package io.rapport.journey.internal;

import java.sql.Connection;
import java.util.List;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.EncodedResource;
import org.springframework.jdbc.datasource.init.ScriptUtils;
import org.springframework.stereotype.Component;

/**
 * Creates the engine's tables with the engine's own scripts, so that one tool owns the whole schema and the engine may
 * run without rights to change it. The scripts name no schema: Flyway sets the search path to its own, {@code rapport}.
 * An engine of the company's own in another schema of the same database is not touched.
 */
@Component
public final class V1__Engine_schema extends BaseJavaMigration {

    private static final String SCRIPTS = "org/camunda/bpm/engine/db/create/activiti.postgres.create.";
    private static final List<String> PARTS = List.of(
            "engine", "history", "identity", "case.engine", "case.history", "decision.engine", "decision.history");

    @Override
    public void migrate(Context context) throws Exception {
        Connection connection = context.getConnection();
        for (String part : PARTS) {
            ScriptUtils.executeSqlScript(
                    connection, new EncodedResource(new ClassPathResource(SCRIPTS + part + ".sql"), "UTF-8"));
        }
    }
}
