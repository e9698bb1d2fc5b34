import { after, leads, network } from './after';
import { capture } from './capture';
import { common } from './common';
import { devices } from './devices';
import { bin, explorations, profile, questions } from './explorations';
import { interviews } from './interviews';
import { people } from './people';
import { schedule } from './schedule';
import { search } from './search';
import { settings } from './settings';
import { shell } from './shell';
import { today } from './today';
import { jots } from './jots';

/** English: the source of every other language. One file a part of the app. */
export const en = { common, shell, today, people, search, settings, devices, jots, interviews, schedule, after, leads, network, capture, explorations, profile, questions, bin };
