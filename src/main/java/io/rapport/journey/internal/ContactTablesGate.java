package io.rapport.journey.internal;

import io.rapport.journey.internal.ContactTablesCheck.Finding;
import java.util.List;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ParseException;
import org.camunda.bpm.engine.Problem;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ResourceEntity;

/**
 * Refuses a deployment that would have messages wait for a mended table: whoever deploys, by REST, from the Modeler or by
 * starting the application, is told at once, and the tables in force stay.
 *
 * <p>A deployer before the engine's own, since it sees the file as a whole, and before anything is written or cached. The
 * engine's listeners to the reading of DMN are also called when what is long deployed is read again.
 */
final class ContactTablesGate implements Deployer {

    @Override
    public void deploy(DeploymentEntity deployment) {
        if (!deployment.isNew()) {
            return;
        }
        for (ResourceEntity resource : deployment.getResources().values()) {
            if (isDmn(resource.getName())) {
                check(resource);
            }
        }
    }

    private static void check(ResourceEntity resource) {
        List<Finding> findings = ContactTablesCheck.check(resource.getName(), resource.getBytes());
        if (findings.isEmpty()) {
            return;
        }
        List<Problem> problems =
                findings.stream().<Problem>map(ContactProblem::new).toList();
        String said = findings.stream().map(Finding::text).collect(Collectors.joining("; "));
        throw new ParseException(
                resource.getName() + " is not deployed, and the tables in force stay: " + said,
                resource.getName(),
                problems,
                List.of());
    }

    private static boolean isDmn(String name) {
        return name.endsWith(".dmn") || name.endsWith(".dmn11.xml");
    }

    private record ContactProblem(Finding finding) implements Problem {

        @Override
        public String getMessage() {
            return finding.text();
        }

        @Override
        public int getLine() {
            return 0;
        }

        @Override
        public int getColumn() {
            return 0;
        }

        @Override
        public String getMainElementId() {
            return finding.element();
        }

        @Override
        public List<String> getElementIds() {
            return finding.element() == null ? List.of() : List.of(finding.element());
        }
    }
}
