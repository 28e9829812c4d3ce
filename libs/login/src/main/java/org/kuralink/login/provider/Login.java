/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.provider;

import java.util.Optional;
import org.kuralink.api.line.LineLogin;
import org.kuralink.login.Endpoint;

/**
 * The data of a log-in.
 *
 * @param who the identity and its authentication
 * @param server the endpoint that the platform assigned, if it has
 */
public record Login(LineLogin who, Optional<Endpoint> server) {}
