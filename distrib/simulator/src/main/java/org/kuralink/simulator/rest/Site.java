/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import java.util.Optional;
import org.kuralink.simulator.files.FileServer;
import org.kuralink.simulator.https.HttpsUplink;

/** The content served on a port: device endpoints always, page and REST only on the HTTP port. */
record Site(
    Router deviceSide,
    Optional<Router> personSide,
    Guard guard,
    EventStream events,
    StaticFiles page,
    FileServer files,
    HttpsUplink uplink) {}
