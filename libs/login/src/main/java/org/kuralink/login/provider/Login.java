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
 * What to log in with.
 *
 * @param who who speaks, and how it proves that
 * @param server where the platform sends us, if it has said so
 */
public record Login(LineLogin who, Optional<Endpoint> server) {}
