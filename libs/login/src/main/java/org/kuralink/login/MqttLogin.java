/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login;

import java.net.URI;
import org.kuralink.api.connection.Secret;

/**
 * The data of an MQTT CONNECT.
 *
 * @param server {@code tcp://}, {@code ssl://}, {@code ws://} or {@code wss://} with host and port
 * @param clientId the MQTT client id, with the extension between vertical bars
 * @param userName the MQTT user name
 * @param password a signature, or a token
 * @param byToken whether the password is a token that the platform issued
 */
public record MqttLogin(
    URI server, String clientId, String userName, Secret password, boolean byToken) {}
