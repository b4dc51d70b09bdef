package io.rapport.mail.internal.bounce;

import io.rapport.mail.BounceProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BounceProperties.class)
class BounceConfiguration {}
