/** Services that the platform calls. */
package org.kuralink.thing.service;
