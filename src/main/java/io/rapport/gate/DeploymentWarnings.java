package io.rapport.gate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was found in the last deployments that passed, until their answers are written. */
final class DeploymentWarnings {

    private static final Logger LOG = LoggerFactory.getLogger(DeploymentWarnings.class);
    private static final int MOST_KEPT = 50;

    private final Map<String, List<Finding>> byDeployment = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<Finding>> eldest) {
            return size() > MOST_KEPT;
        }
    });

    void keep(String deployment, List<Finding> findings) {
        findings.forEach(finding -> LOG.warn("deployed, with the warning: {}", finding.text()));
        byDeployment.put(deployment, List.copyOf(findings));
    }

    /** @return the warnings of a deployment that was just made */
    List<Finding> take(String deployment) {
        List<Finding> findings = byDeployment.remove(deployment);
        return findings == null ? List.of() : findings;
    }
}
