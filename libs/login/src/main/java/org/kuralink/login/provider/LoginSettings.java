/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.provider;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.login.Endpoint;
import org.kuralink.login.sign.SignMethod;

/**
 * The configuration of the log-in.
 *
 * @param identity product key and device name
 * @param deviceSecret required, except with the certificate per product
 * @param productSecret required with the certificate per product
 * @param authentication the authentication method
 * @param signMethod the algorithm of all signatures
 * @param clientId up to 64 characters without a vertical bar; empty for {@code
 *     productKey.deviceName} or, if that is too long, the device name
 * @param timestamp whether the signature includes the time of the attempt
 * @param endpoint the MQTT endpoint
 * @param authUrl base URL of the HTTPS services, {@code https://host[:port]}
 * @param httpTimeout time limit of one HTTPS request
 * @param registration the protocol of the request for an unknown device secret
 */
public record LoginSettings(
    DeviceIdentity identity,
    Optional<Secret> deviceSecret,
    Optional<Secret> productSecret,
    Authentication authentication,
    SignMethod signMethod,
    String clientId,
    boolean timestamp,
    Endpoint endpoint,
    URI authUrl,
    Duration httpTimeout,
    RegistrationWay registration,
    String instanceId) {}
