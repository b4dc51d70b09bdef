package io.rapport.journey.internal;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.BeanFactory;

/**
 * The beans that expressions in models may name: the steps and the facts, nothing else of the application. Each is
 * fetched when a model first uses it, for steps may need engine services that are not there while the engine starts.
 */
final class VocabularyBeans extends AbstractMap<Object, Object> {

    private final BeanFactory beans;
    private final Set<String> names;

    VocabularyBeans(BeanFactory beans, Set<String> names) {
        this.beans = beans;
        this.names = Set.copyOf(names);
    }

    @Override
    public boolean containsKey(Object key) {
        return names.contains(key);
    }

    @Override
    public Object get(Object key) {
        return names.contains(key) ? beans.getBean((String) key) : null;
    }

    @Override
    public Set<Map.Entry<Object, Object>> entrySet() {
        return names.stream()
                .map(name -> Map.<Object, Object>entry(name, beans.getBean(name)))
                .collect(Collectors.toSet());
    }
}
