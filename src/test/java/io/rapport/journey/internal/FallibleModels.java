package io.rapport.journey.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.camunda.bpm.engine.RepositoryService;
import org.springframework.beans.factory.ObjectProvider;

/** The models that are deployed, read through a connection that may fail. */
final class FallibleModels {

    private final RepositoryService repository;
    private RuntimeException failure;
    private String failing;

    FallibleModels(RepositoryService repository) {
        this.repository = repository;
    }

    /** From now on models whose definition's id begins so cannot be read. */
    void fail(String definition, RuntimeException with) {
        failing = definition;
        failure = with;
    }

    void recover() {
        failure = null;
    }

    DeployedModels models() {
        RepositoryService fallible = (RepositoryService) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {RepositoryService.class}, (proxy, method, arguments) -> {
                    if (failure != null && ((String) arguments[0]).startsWith(failing)) {
                        throw failure;
                    }
                    try {
                        return method.invoke(repository, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return new DeployedModels(new ObjectProvider<>() {
            @Override
            public RepositoryService getObject() {
                return fallible;
            }
        });
    }
}
