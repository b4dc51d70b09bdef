package io.rapport.messaging.internal.smtp;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of delivery by mail.
 *
 * @param bounceAddress the mailbox that takes the bounces, such as {@code bounces@shop.example}; its server must deliver
 *     {@code bounces+anything@shop.example} to it. Null: bounces go to the brand's sender address
 */
@ConfigurationProperties("rapport.messaging")
public record DeliveryProperties(String bounceAddress) {}
