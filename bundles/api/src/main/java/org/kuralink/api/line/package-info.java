/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
/**
 * The door of the lines: the ways in to the platform, each a service that opens lines. A line logs
 * in, sends, hears and breaks; what is sent, kept, repeated and answered is the business of the
 * session above it, and the same for all lines.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.kuralink.api.line;
