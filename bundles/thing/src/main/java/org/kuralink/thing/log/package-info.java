/** Warnings of our own on their way to the platform. */
package org.kuralink.thing.log;
