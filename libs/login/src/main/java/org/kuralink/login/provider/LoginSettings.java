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
 * What a person configures about the log-in.
 *
 * @param identity product key and device name
 * @param deviceSecret needed by all ways but the certificate per product
 * @param productSecret needed by the certificate per product
 * @param authentication how the device proves who it is
 * @param signMethod the algorithm of all signatures
 * @param clientId up to 64 characters without a vertical bar; empty for {@code
 *     productKey.deviceName} or, if that is too long, the device name
 * @param timestamp whether the signature covers the time of the attempt
 * @param endpoint where to log in
 * @param authUrl base of the HTTPS services, {@code https://host[:port]}
 * @param httpTimeout limit of one HTTPS request
 * @param registration over which protocol an unknown device secret is asked for
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
