/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import java.util.concurrent.ScheduledExecutorService;
import org.kuralink.thing.call.CallMemory;
import org.kuralink.thing.device.Devices;
import org.kuralink.thing.model.ModelCache;

/**
 * What the things of one session keep while their configuration changes.
 *
 * @param name of the component, for the log
 * @param around the services around them
 * @param thread their own
 * @param cache the platform's thing models on disk
 * @param calls the requests that were carried out
 * @param devices what is known of each device
 */
record Lasting(
    String name,
    Whiteboards around,
    ScheduledExecutorService thread,
    ModelCache cache,
    CallMemory calls,
    Devices devices) {}
