/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
/** Command shell of the standalone gateway: on a terminal, from a pipe, and through a socket. */
@NullMarked
package org.kuralink.shell;

import org.jspecify.annotations.NullMarked;
