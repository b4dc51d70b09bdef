package io.rapport.journey.expression;

import io.rapport.journey.step.Facts;
import io.rapport.journey.table.FeelOnly;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets models reach the vocabulary and nothing else of Java, whatever they say and however they came in. */
@Configuration(proxyBeanMethods = false)
class ExpressionConfiguration {

    @Bean
    Vocabulary vocabulary(ListableBeanFactory beans) {
        Set<String> names = new HashSet<>(List.of(beans.getBeanNamesForType(JavaDelegate.class, true, false)));
        names.addAll(List.of(beans.getBeanNamesForAnnotation(Facts.class)));
        Map<String, Class<?>> types = new HashMap<>();
        names.forEach(name -> types.put(name, beans.getType(name, false)));
        return Vocabulary.of(types);
    }

    @Bean
    ProcessEnginePlugin closedModels(Vocabulary vocabulary, ListableBeanFactory beans) {
        return new AbstractProcessEnginePlugin() {
            @Override
            public void preInit(ProcessEngineConfigurationImpl engine) {
                engine.setExpressionManager(new JourneyExpressionManager(new VocabularyResolver(vocabulary, beans)));
                engine.setDmnEngineConfiguration(FeelOnly.configuration());
                engine.setDmnElProvider(FeelOnly.EXPRESSIONS);
                engine.setScriptEngineResolver(new NoScripts());
                engine.setEnableScriptEngineLoadExternalResources(false);
                engine.setEnableFetchScriptEngineFromProcessApplication(false);
                engine.setArtifactFactory(new NoClasses());
                engine.setBpmnParseFactory(JourneyBpmnParse::new);
                // what scripts would see
                engine.setBeans(new HashMap<>());
            }
        };
    }
}
